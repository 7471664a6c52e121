//! A credential as developers take it: `define()` lines, `.env` lines, `wp` commands, a `curl` command. Each value is
//! quoted for its place, so that what arrives there is exactly the value.

use crate::check;
use crate::event::{Blob, Effect, ReplyId, Then, problem, problem_with};
use crate::step::App;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{CopyName, CopyShape, Problem, UiResponse};
use keyfob_vault::{Area, Credential};
use keyfob_verify::Check;

/// Most bytes of a name.
const MAX_NAME: usize = 120;

impl App {
    pub(crate) fn copy_as(
        &mut self,
        reply: ReplyId,
        credential: String,
        shape: CopyShape,
        names: Vec<CopyName>,
        out: &mut Vec<Effect>,
    ) {
        if let Some(wrong) = names.iter().find(|one| !fits(shape, &one.name)) {
            Self::refuse(reply, problem_with("copy-name", &[wrong.name.trim()]), out);
            return;
        }
        match self.key_of(&credential) {
            Some(key) => {
                let keys = vec![(Area::Records, key)];
                out.push(Effect::Load { keys, then: Then::CopyAs(reply, credential, shape, names) });
            }
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn copy_loaded(
        &mut self,
        reply: ReplyId,
        credential: &str,
        shape: CopyShape,
        names: &[CopyName],
        blobs: &[Blob],
        out: &mut Vec<Effect>,
    ) {
        let Some(found) = self.found(reply, credential, blobs, out) else { return };
        match text(&found, shape, names) {
            Ok(value) => Self::respond(reply, UiResponse::Secret { value }, out),
            Err(problem) => Self::refuse(reply, problem, out),
        }
    }
}

/// Names by which developers keep a field of a kind, the most usual first: constants that recipes know for it, and one
/// made of the provider's and the field's name.
pub(crate) fn names_for(kind: &str, field: &str) -> Vec<String> {
    let Some((provider, known)) = keyfob_recipes::kind(kind) else { return Vec::new() };
    let upper = |text: &str| text.to_ascii_uppercase().replace('-', "_");
    let own = format!("{}_{}", upper(provider.slug), upper(field));
    let forms = keyfob_recipes::FORMS.iter().filter(|form| form.kind == kind).flat_map(|form| form.constants);
    let single = known.fields.iter().filter(|of| of.secret && !of.optional).count() == 1;
    let secret = known.fields.iter().any(|of| of.name == field && of.secret && !of.optional);
    let mut names: Vec<String> = Vec::new();
    for name in known.constants.iter().chain(forms) {
        // Where there is one secret only, its constants may be called anything.
        let meant = name.ends_with(&upper(field)) || (single && secret && !of_another(name, known, field));
        if meant && !names.iter().any(|other| other == name) {
            names.push((*name).to_owned());
        }
    }
    if !names.contains(&own) {
        names.push(own);
    }
    names
}

/// Whether a constant ends like another field of the kind.
fn of_another(name: &str, kind: &keyfob_recipes::Kind, field: &str) -> bool {
    kind.fields.iter().any(|of| of.name != field && name.ends_with(&of.name.to_ascii_uppercase()))
}

/// Whether a name can stand where it is to stand.
fn fits(shape: CopyShape, name: &str) -> bool {
    let name = name.trim();
    let word = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':'))
    };
    let sized = (1..=MAX_NAME).contains(&name.len());
    match shape {
        CopyShape::Curl => true,
        CopyShape::Define | CopyShape::Env | CopyShape::Config => sized && word(name),
        CopyShape::Option => sized && option_path(name).is_some_and(|path| path.into_iter().all(part)),
    }
}

/// An option and the keys within it: `mc4wp[api_key]` is `mc4wp`, `api_key`.
fn option_path(name: &str) -> Option<Vec<&str>> {
    let Some((option, keys)) = name.split_once('[') else { return Some(vec![name]) };
    let keys = keys.strip_suffix(']')?;
    Some(core::iter::once(option).chain(keys.split("][")).collect())
}

fn text(credential: &Credential, shape: CopyShape, names: &[CopyName]) -> Result<SecretText, Problem> {
    if shape == CopyShape::Curl {
        return curl(credential);
    }
    let mut named = Vec::new();
    for one in names {
        let value = part_of(credential, &one.field).ok_or_else(|| problem("not-found"))?;
        // A line break would end the line, and a control character is no part of any key.
        if value.expose().chars().any(char::is_control) {
            return Err(problem("copy-value"));
        }
        named.push((one.name.trim(), value));
    }
    if named.is_empty() {
        return Err(problem("copy-nothing"));
    }
    let mut text = Text::new(named.iter().map(|(name, value)| name.len() + value.expose().len()).sum());
    for (name, value) in named {
        text.line(shape, name, value.expose());
    }
    Ok(text.done())
}

/// A field of a credential, or what is made of its fields.
pub(crate) fn part_of(credential: &Credential, part: &str) -> Option<SecretText> {
    let of = |name: &str| credential.fields.get(name).map(|value| value.expose());
    let value = match keyfob_recipes::kind(&credential.kind) {
        Some((_, kind)) => kind.value_of(part, of)?,
        None => of(part)?.to_owned(),
    };
    Some(SecretText::new(value))
}

/// The request by which the credential is checked, as a command: method, address and headers as the provider wants them.
fn curl(credential: &Credential) -> Result<SecretText, Problem> {
    let impossible = || problem("copy-no-request");
    let (_, kind) = keyfob_recipes::kind(&credential.kind).ok_or_else(impossible)?;
    let check = Check::new(kind).ok_or_else(impossible)?;
    let request = check.request(&check::values(credential)).map_err(|_| impossible())?;
    let headers: usize = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    let mut text = Text::new(headers + request.body.len() + request.url.len());
    text.add("curl ");
    if request.method != "GET" {
        text.add("-X ").add(request.method).add(" ");
    }
    for (name, value) in &request.headers {
        text.add("-H ").in_shell(&[name, ": ", value.as_str()]).add(" ");
    }
    if !request.body.is_empty() {
        text.add("--data-raw ").in_shell(&[&request.body]).add(" ");
    }
    text.in_shell(&[&request.url]).add("\n");
    Ok(text.done())
}

/// A text with secrets in it, as large as it can get from the start, so that growing leaves no copy behind.
struct Text(String);

impl Text {
    /// For values and names of so many bytes.
    fn new(bytes: usize) -> Self {
        Self(String::with_capacity(4 * bytes + 1024))
    }

    fn done(self) -> SecretText {
        SecretText::new(self.0)
    }

    fn add(&mut self, text: &str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    fn line(&mut self, shape: CopyShape, name: &str, value: &str) {
        match shape {
            CopyShape::Define => self.add("define( '").add(name).add("', '").escaped(value, "\\'").add("' );"),
            CopyShape::Env => self.add(name).add("=").in_env(value),
            CopyShape::Config => {
                self.add("wp config set ").add(name).add(" ").in_shell(&[value]).add(" --type=constant")
            }
            CopyShape::Option => match option_path(name).unwrap_or_default().as_slice() {
                [option] => self.add("wp option update ").add(option).add(" ").in_shell(&[value]),
                path => self.add("wp option patch update ").add(&path.join(" ")).add(" ").in_shell(&[value]),
            },
            CopyShape::Curl => self,
        }
        .add("\n");
    }

    fn escaped(&mut self, value: &str, signs: &str) -> &mut Self {
        for sign in value.chars() {
            if signs.contains(sign) {
                self.0.push('\\');
            }
            self.0.push(sign);
        }
        self
    }

    /// For a POSIX shell: all in single quotes, a single quote outside of them.
    fn in_shell(&mut self, parts: &[&str]) -> &mut Self {
        self.add("'");
        for sign in parts.iter().flat_map(|part| part.chars()) {
            match sign {
                '\'' => self.0.push_str("'\\''"),
                sign => self.0.push(sign),
            }
        }
        self.add("'")
    }

    /// For a `.env` file: bare where that is safe, single quotes where nothing is replaced, double quotes else.
    fn in_env(&mut self, value: &str) -> &mut Self {
        let bare = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@+".contains(&byte);
        if !value.is_empty() && value.bytes().all(bare) {
            self.add(value)
        } else if value.contains('\'') {
            self.add("\"").escaped(value, "\\\"$`").add("\"")
        } else {
            self.add("'").add(value).add("'")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(shape: CopyShape, name: &str, value: &str) -> String {
        let mut text = Text::new(0);
        text.line(shape, name, value);
        text.0
    }

    #[test]
    fn a_value_arrives_as_it_is_wherever_it_is_written() {
        let odd = "a'b\"c\\d$e f`g";
        let lines = [
            (CopyShape::Define, "define( 'A_KEY', 'a\\'b\"c\\\\d$e f`g' );\n"),
            (CopyShape::Env, "A_KEY=\"a'b\\\"c\\\\d\\$e f\\`g\"\n"),
            (CopyShape::Config, "wp config set A_KEY 'a'\\''b\"c\\d$e f`g' --type=constant\n"),
            (CopyShape::Option, "wp option update A_KEY 'a'\\''b\"c\\d$e f`g'\n"),
        ];
        for (shape, expected) in lines {
            assert_eq!(line(shape, "A_KEY", odd), expected);
        }
        assert_eq!(line(CopyShape::Env, "K", "abc-us21"), "K=abc-us21\n");
        assert_eq!(line(CopyShape::Env, "K", "a b$c"), "K='a b$c'\n");
        assert_eq!(line(CopyShape::Option, "mc4wp[api_key]", "v"), "wp option patch update mc4wp api_key 'v'\n");
    }

    #[test]
    fn names_that_would_be_code_are_refused() {
        for name in ["", "A B", "A;rm", "1A", "A-B", "A')", "$A", "Ä"] {
            assert!(!fits(CopyShape::Define, name), "{name}");
        }
        for name in ["", "--url=x", "a b", "a;b", "a[b", "a[]", "a[b]c", "$(x)"] {
            assert!(!fits(CopyShape::Option, name), "{name}");
        }
        for name in ["mc4wp[api_key]", "my-plugin_key", "a[b][c]"] {
            assert!(fits(CopyShape::Option, name), "{name}");
        }
    }

    #[test]
    fn the_names_that_plugins_take_come_first() {
        assert_eq!(names_for("mailchimp/api-key", "api_key"), ["MC4WP_API_KEY", "MAILCHIMP_API_KEY"]);
        assert_eq!(
            names_for("constant-contact/v2-token", "access_token").last().unwrap(),
            "CONSTANT_CONTACT_ACCESS_TOKEN"
        );
        for provider in keyfob_recipes::PROVIDERS {
            for kind in provider.kinds {
                for field in kind.fields {
                    let names = names_for(kind.id, field.name);
                    assert!(names.iter().all(|name| fits(CopyShape::Define, name)), "{} {names:?}", kind.id);
                }
            }
        }
    }
}
