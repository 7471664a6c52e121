//! What a control is for, by the words on it.

use crate::{
    compose,
    more_phrases::MORE_PHRASES,
    phrases::PHRASES,
    words::{Lexicon, words},
};
use std::sync::OnceLock;

/// What one control wants, before it is known of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Concept {
    ApiKey,
    ApiToken,
    AccessToken,
    RefreshToken,
    ClientId,
    ClientSecret,
    SecretKey,
    SiteKey,
    PublicKey,
    PrivateKey,
    AccountId,
    Endpoint,
    Region,
    Username,
    Password,
    /// User name and password in one line.
    UserPassword,
    LicenseKey,
    // Words that leave open which; they count only where nothing clearer stands.
    Key,
    Secret,
    Token,
    /// "ID" and no more: the one that the rest of the credential leaves over.
    Id,
    /// What only its provider's recipe has a word for: a sending domain.
    Own,
    // Never filled.
    Nickname,
    Address,
    OtherId,
    Webhook,
    OneTimeCode,
    Person,
}

use Concept::{
    AccessToken, AccountId, Address, ApiKey, ApiToken, ClientId, ClientSecret, Endpoint, Id, Key, LicenseKey, Nickname,
    OneTimeCode, OtherId, Own, Password, Person, PrivateKey, PublicKey, RefreshToken, Region, Secret, SecretKey,
    SiteKey, Token, UserPassword, Username, Webhook,
};

impl Concept {
    /// Whether a credential could have it.
    pub(crate) fn fillable(self) -> bool {
        !matches!(self, Nickname | Address | OtherId | Webhook | OneTimeCode | Person)
    }

    /// Whether the word alone says little.
    pub(crate) fn vague(self) -> bool {
        matches!(self, Key | Secret | Token)
    }

    /// Whether ordinary forms have it too, so that it counts only beside clearer ones or with its provider named.
    pub(crate) fn ordinary(self) -> bool {
        matches!(self, Username | Password | Region | AccountId | Endpoint | LicenseKey | Id | Own) || self.vague()
    }

    /// Whether it is a secret, where the word says so by itself: a public key is never filled with a secret.
    pub(crate) fn secrecy(self) -> Option<bool> {
        match self {
            SiteKey | PublicKey | AccountId | Id | Endpoint | Region | Username => Some(false),
            ClientSecret | SecretKey | PrivateKey | Secret | Password | UserPassword | AccessToken | RefreshToken => {
                Some(true)
            }
            _ => None,
        }
    }

    /// What it is called in a sentence.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ApiKey | Key => "API key",
            ApiToken | Token => "API token",
            AccessToken => "access token",
            RefreshToken => "refresh token",
            ClientId | Id => "client ID",
            ClientSecret => "client secret",
            SecretKey | Secret => "secret key",
            SiteKey => "site key",
            PublicKey => "public key",
            PrivateKey => "private key",
            AccountId => "account ID",
            Endpoint => "API address",
            Region => "region",
            Username => "user name",
            Password => "password",
            UserPassword => "user name and password",
            LicenseKey => "license key",
            Own | Nickname | Address | OtherId | Webhook | OneTimeCode | Person => "value",
        }
    }

    /// How well it fits a credential's field of that name, 0 to 100.
    pub(crate) fn fits(self, field: &str, has_secret: bool) -> u32 {
        let field = field.strip_prefix("live_").or_else(|| field.strip_prefix("test_")).unwrap_or(field);
        match (self, field) {
            (ApiKey, "api_key")
            | (ApiToken, "api_token")
            | (AccessToken, "access_token")
            | (RefreshToken, "refresh_token")
            | (ClientId, "client_id")
            | (ClientSecret, "client_secret")
            | (SecretKey, "secret_key" | "api_secret")
            | (SiteKey, "site_key")
            | (PublicKey, "public_key" | "publishable_key" | "public_api_key")
            | (PrivateKey, "private_key")
            | (AccountId, "account_id" | "account_sid")
            | (Endpoint, "endpoint" | "api_url" | "url")
            | (Region, "region" | "data_center" | "datacenter")
            | (Username, "username")
            | (Password, "password")
            | (UserPassword, "user_password")
            | (LicenseKey, "license_key") => 100,
            (ApiKey, "access_key_id" | "access_key" | "app_key" | "key" | "private_api_key") => 90,
            (ApiKey, "api_token" | "token" | "server_token" | "license_key") => 80,
            (ApiKey, "client_id") if has_secret => 70,
            (ApiKey, "private_key" | "secret_key" | "access_token") => 60,
            (ApiToken, "server_token" | "access_token" | "auth_token" | "token") => 90,
            (ApiToken, "api_key") => 85,
            (AccessToken, "api_token" | "token" | "auth_token") => 85,
            (AccessToken, "api_key") => 50,
            (ClientId, "app_id" | "application_id" | "consumer_key") => 95,
            (ClientId, "api_key") => 55,
            (ClientSecret, "app_secret" | "secret" | "consumer_secret") => 95,
            (ClientSecret, "api_secret" | "secret_key") => 80,
            (SecretKey, "secret" | "private_key" | "secret_access_key" | "private_api_key") => 90,
            (SecretKey, "client_secret") => 85,
            (SecretKey, "api_key") => 50,
            (SiteKey, "public_key") => 90,
            (PublicKey, "site_key" | "site_id" | "api_key") => 80,
            (PrivateKey, "secret_key" | "private_api_key" | "api_secret") => 85,
            (PrivateKey, "api_key" | "secret") => 75,
            (Key, "api_key" | "site_key" | "key" | "public_key") => 60,
            (Key, "client_id" | "access_key_id" | "publishable_key") => 50,
            (Key, "license_key" | "private_key" | "secret_key") => 40,
            (Id, "client_id" | "app_id" | "application_id") => 60,
            (Id, "account_id" | "account_sid" | "site_id") => 50,
            (Secret, "secret_key" | "client_secret" | "api_secret" | "secret" | "app_secret" | "private_key") => 75,
            (Token, "access_token" | "api_token" | "token" | "auth_token" | "server_token") => 70,
            (Token, "api_key") => 45,
            (Username, "api_user" | "user" | "email") => 85,
            (Password, "api_password" | "app_password" | "smtp_password") => 90,
            _ => 0,
        }
    }
}

impl Concept {
    /// What a control wants that a field of this name is written into.
    pub(crate) fn of_field(field: &str) -> Option<Self> {
        const ALL: [Concept; 17] = [
            ApiKey,
            ApiToken,
            AccessToken,
            RefreshToken,
            ClientId,
            ClientSecret,
            SecretKey,
            SiteKey,
            PublicKey,
            PrivateKey,
            AccountId,
            Endpoint,
            Region,
            Username,
            Password,
            UserPassword,
            LicenseKey,
        ];
        ALL.into_iter().find(|concept| concept.fits(field, false) >= 90)
    }
}

fn lexicon() -> &'static Lexicon<Concept> {
    static LEXICON: OnceLock<Lexicon<Concept>> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let all = PHRASES.iter().chain(MORE_PHRASES);
        Lexicon::new(all.flat_map(|(concept, phrases)| phrases.iter().map(|phrase| (*phrase, *concept))))
    })
}

/// Words after a key's name that make it something about the key: "API key label".
const OF_A_NAME: &[&str] = &[
    "name",
    "label",
    "title",
    "nickname",
    "description",
    "prefix",
    "suffix",
    "length",
    "format",
    "status",
    "expiry",
    "expires",
    "expiration",
    "lifetime",
    "rotation",
    "header",
    "parameter",
    "param",
    "column",
    "location",
    "path",
    "file",
    "storage",
    "limit",
    "hint",
    "example",
    "permissions",
    "scope",
    "scopes",
    "owner",
    "cookie",
    "notes",
    "note",
    "bezeichnung",
    "beschreibung",
    "kurzel",
    "ablauf",
    "gultigkeit",
    "nombre",
    "descripcion",
    "etiqueta",
    "prefijo",
    "nom",
    "libelle",
    "prefixe",
    "nome",
    "etichetta",
    "descrizione",
    "prefisso",
    "rotulo",
    "prefixo",
    "descricao",
    "naam",
    "omschrijving",
    "voorvoegsel",
    "nazwa",
    "etykieta",
    "opis",
    "prefiks",
    "名",
    "名前",
    "ラベル",
    "説明",
];

/// Whether a text asks for a user name and a password with a colon between them.
fn in_one_line(text: &str) -> bool {
    if !text.contains(':') {
        return false;
    }
    let text = text.to_lowercase();
    let users = [
        "user",
        "username",
        "name",
        "benutzername",
        "benutzer",
        "usuario",
        "usuário",
        "utilisateur",
        "utente",
        "gebruiker",
        "gebruikersnaam",
        "użytkownik",
        "ユーザー名",
        "ユーザー",
    ];
    let passwords = ["pass", "kennwort", "contraseña", "mot de passe", "senha", "wachtwoord", "hasło", "パスワード"];
    users.iter().any(|user| passwords.iter().any(|password| text.contains(&format!("{user}:{password}"))))
}

/// What a text speaks of: the clearest thing in it, the first of equals. `None` for nothing known.
pub(crate) fn of_text(text: &str) -> Option<Concept> {
    if in_one_line(text) {
        return Some(UserPassword);
    }
    let words = words(text);
    let hits = lexicon().find(&words);
    let clear = |concept: Concept| u8::from(!concept.vague()) + u8::from(!concept.ordinary());
    let mut best: Option<Concept> = None;
    for hit in &hits {
        if hit.means.fillable() && words.get(hit.end).is_some_and(|next| OF_A_NAME.contains(&next.as_str())) {
            return Some(Nickname);
        }
        // A word about persons beside a clear one is help ("the API key of your e-mail account").
        let better = best.is_none_or(|best| {
            if best.fillable() == hit.means.fillable() {
                // "API key (client ID)": of an app.
                clear(hit.means) > clear(best) || (best == ApiKey && hit.means == ClientId)
            } else if best.fillable() {
                best.vague() || (hit.means != Person && best.ordinary())
            } else {
                best == Person && (!hit.means.ordinary() || hit.means == Username)
            }
        });
        if better {
            best = Some(hit.means);
        }
    }
    let composed = || compose::of_label(&words);
    let best = match best {
        None => composed(),
        Some(concept) if concept.vague() => composed().or(best),
        // "API key (public)" is another than the API key; "customer ID" of an app one of its parts.
        Some(ApiKey | ApiToken | OtherId | Person) => composed().filter(|concept| *concept != ApiKey).or(best),
        best => best,
    };
    best.map(|concept| of_webhook(concept, &words))
}

/// A secret in whose words a webhook occurs is the webhook's: "Webhooks Live Secret".
fn of_webhook(concept: Concept, words: &[String]) -> Concept {
    let webhook = words.iter().any(|word| word == "webhook" || word == "webhooks");
    if webhook && matches!(concept, Secret | SecretKey | Key | Token) { Webhook } else { concept }
}

/// What an identifier speaks of. Its last words count most: `wp-mail-smtp[mailgun][api_key]`.
pub(crate) fn of_name(name: &str) -> Option<Concept> {
    let words = words(name);
    let lexicon = lexicon();
    let hits = lexicon.find(&words);
    let last = hits.iter().rev().find(|hit| !hit.means.ordinary()).or(hits.last());
    let last = last.map(|hit| of_webhook(hit.means, &words));
    if last.is_some_and(|concept| !concept.vague()) {
        return last;
    }
    // Glued: `sendgridapikey`, `s3accesskey`.
    let glued = words.concat();
    ["apikey", "accesstoken", "secretkey", "sitekey", "clientid", "clientsecret", "apisecret", "accesskey", "apitoken"]
        .into_iter()
        .find(|suffix| glued.ends_with(suffix))
        .and_then(|suffix| lexicon.get(suffix))
        .or(last)
}

/// Words of an identifier behind what it speaks of, that say nothing else.
const OF_A_FIELD: &[&str] = &[
    "field",
    "input",
    "value",
    "setting",
    "option",
    "text",
    "live",
    "test",
    "prod",
    "production",
    "main",
    "default",
    "new",
    "val",
];

/// Whether an identifier goes on behind what it speaks of: `apitoken_domain` is no token.
pub(crate) fn goes_on(name: &str) -> bool {
    let words = words(name);
    let Some(last) = lexicon().find(&words).into_iter().rev().find(|hit| !hit.means.ordinary()) else { return false };
    let filler = |word: &String| word.len() < 3 || word.bytes().all(|byte| byte.is_ascii_digit());
    let rest = words.get(last.end..).unwrap_or_default();
    rest.iter().any(|word| !filler(word) && !OF_A_FIELD.contains(&word.as_str()) && !crate::provider::is_name(word))
}

/// Where things of credentials are named in a text of words: first word, and after the last.
pub(crate) fn places(words: &[String]) -> impl Iterator<Item = (usize, usize)> {
    lexicon().find(words).into_iter().map(|hit| (hit.start, hit.end))
}

/// How many different parts of credentials a text names.
pub(crate) fn kinds_in(text: &str) -> usize {
    let mut seen: Vec<Concept> = Vec::new();
    for hit in lexicon().find(&words(text)) {
        if hit.means.fillable() && !hit.means.vague() && !seen.contains(&hit.means) {
            seen.push(hit.means);
        }
    }
    if seen.contains(&ClientId) {
        seen.retain(|concept| *concept != ApiKey);
    }
    seen.len()
}

/// Where in the words a thing is named: place of its first word, and after its last.
pub(crate) fn place_of(words: &[String], concept: Concept) -> Option<(usize, usize)> {
    lexicon().find(words).into_iter().find(|hit| hit.means == concept).map(|hit| (hit.start, hit.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_many_languages_are_read() {
        for (text, concept) in [
            ("API Key", ApiKey),
            ("Mailchimp API Key *", ApiKey),
            ("API-Schlüssel:", ApiKey),
            ("Clave de API", ApiKey),
            ("Clé d’API", ApiKey),
            ("Zugriffstoken", AccessToken),
            ("Token de acceso", AccessToken),
            ("Secret Key", SecretKey),
            ("Client Secret (required)", ClientSecret),
            ("Webhook Secret", Webhook),
            ("Webhooks Live Secret", Webhook),
            ("Account Name", Nickname),
            ("API Key Label", Nickname),
            ("Redirect URI", Address),
            ("Authorization Code", OneTimeCode),
            ("Enter the API key of your e-mail account", ApiKey),
            ("reCAPTCHA Site Key", SiteKey),
        ] {
            assert_eq!(of_text(text), Some(concept), "{text}");
        }
    }

    #[test]
    fn identifiers_are_read_from_their_end() {
        for (name, concept) in [
            ("mc4wp[api_key]", ApiKey),
            ("token_constant_contact", Token),
            ("dm_API_credentials[dm_API_username]", Username),
            ("sendgrid_apikey", ApiKey),
            ("s3accesskey", ApiKey),
            ("woocommerce_stripe_test_webhook_secret", Webhook),
            ("cfturnstile_secret", Secret),
        ] {
            assert_eq!(of_name(name), Some(concept), "{name}");
        }
    }
}
