//! Passkeys that open the vault: `navigator.credentials` with the `prf` extension (WebAuthn Level 3). The passkey never
//! leaves its device; what comes here is the output of its pseudo-random function for a salt.

use crate::browser::{call, get, object};
use base64ct::{Base64, Encoding};
use js_sys::{Array, Promise, Uint8Array};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{PasskeyRequest, Problem, UiRequest};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

/// Bytes of a salt, a challenge and of what the function gives.
const LENGTH: u32 = 32;
/// COSE names of the signatures that passkeys make: Ed25519, ECDSA with P-256, RSA. Nothing is ever signed for Keyfob.
const ALGORITHMS: [i32; 3] = [-8, -7, -257];

/// Whether this browser lets an extension's page ask a passkey for its function. Firefox wants a web domain of one's
/// own for that, which Keyfob has not.
pub async fn usable() -> bool {
    let global = js_sys::global();
    let class = get(&global, "PublicKeyCredential");
    let protocol = get(&get(&global, "location"), "protocol").as_string();
    if class.is_undefined() || protocol.as_deref() == Some("moz-extension:") {
        return false;
    }
    match wait(call(&class, "getClientCapabilities", &[])).await {
        Ok(can) => get(&can, "extension:prf").is_truthy(),
        // Browsers that cannot tell yet know the extension since before the oldest that is supported.
        Err(_) => true,
    }
}

/// Asks one of these passkeys.
///
/// # Errors
/// `passkey-silent` when none answered, `passkey-unfit` when the one that answered has no such function.
pub async fn unlock(known: Vec<PasskeyRequest>) -> Result<UiRequest, Problem> {
    let answer = ask(&known).await?;
    Ok(UiRequest::VaultPasskey { output: output(&answer).ok_or_else(unfit)? })
}

/// Makes a passkey that opens the vault from now on.
///
/// # Errors
/// As [`unlock`].
pub async fn add(name: String) -> Result<UiRequest, Problem> {
    let salt = random(LENGTH);
    let user = object(&[("id", random(16).into()), ("name", (&name).into()), ("displayName", (&name).into())]);
    let kinds: Array = ALGORITHMS
        .iter()
        .map(|one| JsValue::from(object(&[("type", "public-key".into()), ("alg", JsValue::from(*one))])))
        .collect();
    let wish = object(&[("residentKey", "preferred".into()), ("userVerification", "required".into())]);
    let eval = object(&[("eval", object(&[("first", (&salt).into())]).into())]);
    let options = object(&[
        ("challenge", random(LENGTH).into()),
        ("rp", object(&[("name", "Keyfob".into())]).into()),
        ("user", user.into()),
        ("pubKeyCredParams", kinds.into()),
        ("authenticatorSelection", wish.into()),
        ("extensions", object(&[("prf", eval.into())]).into()),
    ]);
    let made = credentials("create", &options).await?;
    let credential = get(&made, "id").as_string().ok_or_else(silent)?;
    let salt = encode(&salt.to_vec());
    let output = match output(&made) {
        Some(output) => output,
        // Many passkeys say on being made only that they can.
        None if enabled(&made) => {
            let again = PasskeyRequest { credential: credential.clone(), salt: salt.clone() };
            output(&ask(&[again]).await?).ok_or_else(unfit)?
        }
        None => return Err(unfit()),
    };
    Ok(UiRequest::PasskeyAdd { credential, salt, output })
}

async fn ask(known: &[PasskeyRequest]) -> Result<JsValue, Problem> {
    let salts = object(&[]);
    let allowed = Array::new();
    for one in known {
        let (Some(id), Some(salt)) = (decode(&one.credential), decode(&one.salt)) else { continue };
        allowed.push(&object(&[("type", "public-key".into()), ("id", id.into())]));
        let first = object(&[("first", salt.into())]);
        // Setting a property of a fresh plain object cannot fail.
        js_sys::Reflect::set(&salts, &(&one.credential).into(), &first).ok();
    }
    let prf = object(&[("evalByCredential", salts.into())]);
    let options = object(&[
        ("challenge", random(LENGTH).into()),
        ("allowCredentials", allowed.into()),
        // The function's output differs with and without: it must always be the same.
        ("userVerification", "required".into()),
        ("extensions", object(&[("prf", prf.into())]).into()),
    ]);
    credentials("get", &options).await
}

async fn credentials(method: &str, options: &JsValue) -> Result<JsValue, Problem> {
    let container = get(&get(&js_sys::global(), "navigator"), "credentials");
    let request = object(&[("publicKey", options.clone())]);
    wait(call(&container, method, &[request.into()])).await.map_err(|_| silent())
}

fn prf(answer: &JsValue) -> JsValue {
    let results = call(answer, "getClientExtensionResults", &[]).unwrap_or(JsValue::UNDEFINED);
    get(&results, "prf")
}

fn enabled(made: &JsValue) -> bool {
    get(&prf(made), "enabled").is_truthy()
}

fn output(answer: &JsValue) -> Option<SecretText> {
    let first = get(&get(&prf(answer), "results"), "first");
    if first.is_undefined() || first.is_null() {
        return None;
    }
    let bytes = Zeroizing::new(Uint8Array::new(&first).to_vec());
    Some(SecretText::new(encode(&bytes)))
}

/// Base64url without padding, by way of the alphabet that files need anyway: a second one would be code twice.
fn encode(bytes: &[u8]) -> String {
    let turn = |one: char| match one {
        '+' => '-',
        '/' => '_',
        one => one,
    };
    Zeroizing::new(Base64::encode_string(bytes)).trim_end_matches('=').chars().map(turn).collect()
}

fn decode(text: &str) -> Option<Uint8Array> {
    let turn = |one: char| match one {
        '-' => '+',
        '_' => '/',
        one => one,
    };
    let padding = "=".repeat(text.len().wrapping_neg() % 4);
    let text: String = text.chars().map(turn).chain(padding.chars()).collect();
    Some(Uint8Array::from(Base64::decode_vec(&text).ok()?.as_slice()))
}

fn random(length: u32) -> Uint8Array {
    let bytes = Uint8Array::new_with_length(length);
    // It fails for more than 64 KiB only.
    call(&get(&js_sys::global(), "crypto"), "getRandomValues", &[(&bytes).into()]).ok();
    bytes
}

async fn wait(promise: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?.dyn_into::<Promise>()?).await
}

fn silent() -> Problem {
    Problem { code: "passkey-silent".to_owned(), args: Vec::new() }
}

fn unfit() -> Problem {
    Problem { code: "passkey-unfit".to_owned(), args: Vec::new() }
}
