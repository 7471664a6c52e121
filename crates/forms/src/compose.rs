//! What a label says that no phrase is kept for: a noun ("key", "Schlüssel", "klucz") and what tells which one
//! ("public", "Webseiten-", "aplikacji"), in any order, in brackets, or grown together as German and Dutch words are.

use crate::{concept::Concept, plain::is_plain, provider};
use std::{collections::HashMap, sync::OnceLock};

/// What one word says of a part of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Key,
    Token,
    SecretNoun,
    Id,
    Code,
    Api,
    Access,
    Auth,
    Site,
    Public,
    Private,
    Secret,
    Client,
    Customer,
    App,
    Account,
    Server,
    Url,
    Place,
    User,
    Password,
    Mail,
}

/// Words by what they say, folded.
const WORDS: &[(Part, &[&str])] = &[
    (Part::Key, &["key", "schlussel", "clave", "llave", "cle", "chiave", "chave", "sleutel", "klucz", "キー", "鍵"]),
    (Part::Token, &["token", "jeton", "gettone", "トークン"]),
    (Part::SecretNoun, &["geheimnis", "secreto", "segreto", "segredo", "sekret", "シークレット"]),
    (Part::Id, &["id", "kennung", "identificador", "identifiant", "identificatore", "identyfikator", "識別子"]),
    (Part::Code, &["code", "codigo", "codice", "kod", "コード"]),
    (
        Part::Api,
        &["api", "schnittstelle", "schnittstellen", "interface", "interfaz", "interfaccia", "インターフェース"],
    ),
    (
        Part::Access,
        &["access", "zugriff", "zugang", "acceso", "acces", "accesso", "acesso", "toegang", "dostepu", "アクセス"],
    ),
    (
        Part::Auth,
        &[
            "auth",
            "authentication",
            "authorization",
            "authentifizierung",
            "autorisierung",
            "autenticacion",
            "autorizacion",
            "authentification",
            "autorisation",
            "autenticazione",
            "autorizzazione",
            "autenticacao",
            "autorizacao",
            "authenticatie",
            "autorisatie",
            "uwierzytelniania",
            "uwierzytelniajacy",
            "autoryzacji",
            "認証",
        ],
    ),
    (
        Part::Site,
        &["site", "website", "webseite", "webseiten", "sitio", "sito", "strony", "witryny", "サイト", "ウェブサイト"],
    ),
    (
        Part::Public,
        &[
            "public",
            "publishable",
            "offentlich",
            "offentlicher",
            "offentliche",
            "offentliches",
            "offentlichen",
            "publizierbar",
            "publizierbarer",
            "publizierbare",
            "veroffentlichbar",
            "veroffentlichbarer",
            "publica",
            "publico",
            "publicable",
            "publique",
            "publiable",
            "pubblica",
            "pubblico",
            "pubblicabile",
            "publicavel",
            "openbare",
            "openbaar",
            "publiceerbare",
            "publieke",
            "publiczny",
            "publiczna",
            "publikowalny",
            "公開",
            "公開用",
            "公開可能",
            "パブリック",
        ],
    ),
    (
        Part::Private,
        &[
            "private",
            "privat",
            "privater",
            "privates",
            "privada",
            "privado",
            "privee",
            "prive",
            "privata",
            "privato",
            "prywatny",
            "prywatna",
            "prywatnej",
            "非公開",
            "プライベート",
        ],
    ),
    (
        Part::Secret,
        &[
            "secret", "geheim", "geheimer", "geheime", "geheimes", "geheimen", "secreta", "secrete", "segreta",
            "tajny", "tajna", "秘密", "機密",
        ],
    ),
    (Part::Client, &["client", "consumer", "クライアント"]),
    (Part::Customer, &["kunden", "cliente", "klant", "klienta"]),
    (
        Part::App,
        &[
            "app",
            "application",
            "anwendung",
            "anwendungs",
            "aplicacion",
            "aplicativo",
            "aplicacao",
            "applicazione",
            "applicatie",
            "toepassing",
            "aplikacji",
            "アプリ",
            "アプリケーション",
        ],
    ),
    (Part::Account, &["account", "konto", "kontos", "cuenta", "compte", "conta", "アカウント"]),
    (
        Part::Server,
        &[
            "server",
            "servers",
            "servidor",
            "serveur",
            "serwera",
            "dienst",
            "service",
            "servicio",
            "servizio",
            "サーバー",
        ],
    ),
    (Part::Url, &["url", "uri", "endpoint", "endpunkt", "host", "エンドポイント"]),
    (Part::Place, &["address", "adresse", "adres", "direccion", "indirizzo", "endereco", "アドレス"]),
    (
        Part::User,
        &[
            "user",
            "username",
            "benutzer",
            "benutzers",
            "benutzername",
            "usuario",
            "utilisateur",
            "utente",
            "gebruiker",
            "uzytkownika",
            "uzytkownik",
            "ユーザー",
        ],
    ),
    (Part::Password, &["password", "passwort", "kennwort", "contrasena", "senha", "wachtwoord", "haslo", "パスワード"]),
    (Part::Mail, &["email", "mail", "メール"]),
];

/// What a word grown together may end in, and the letters that join it to what stands before.
const ENDS: &[&str] = &["schlussel", "token", "geheimnis", "geheim", "kennung", "sleutel", "code", "キー", "トークン"];
const JOINTS: &[&str] = &["", "s", "n", "e", "用", "の"];

fn part(word: &str) -> Option<Part> {
    static PARTS: OnceLock<HashMap<&'static str, Part>> = OnceLock::new();
    let parts =
        PARTS.get_or_init(|| WORDS.iter().flat_map(|(part, words)| words.iter().map(|word| (*word, *part))).collect());
    parts.get(word).copied()
}

/// A word that ends in a noun: what stands before it, and the noun.
fn grown_together(word: &str) -> Option<[Part; 2]> {
    ENDS.iter().find_map(|end| {
        let start = word.strip_suffix(end).filter(|start| !start.is_empty())?;
        // "Klantgeheim" is a thing, "geheim" alone a property.
        let noun = if *end == "geheim" { Part::SecretNoun } else { part(end)? };
        let first = JOINTS.iter().find_map(|joint| part(start.strip_suffix(joint)?))?;
        Some([first, noun])
    })
}

/// Whether a word says something here.
pub(crate) fn is_known(word: &str) -> bool {
    part(word).is_some() || grown_together(word).is_some()
}

/// Most words that are a label and not a sentence.
const MOST: usize = 7;

/// What a label asks for, where every word of it is one that tells or one of plain speech.
pub(crate) fn of_label(words: &[String]) -> Option<Concept> {
    if words.len() > MOST || !words.iter().any(|word| is_known(word)) {
        return None;
    }
    let named: Vec<(usize, usize)> = provider::places(words).collect();
    let mut parts = Vec::new();
    for (place, word) in words.iter().enumerate() {
        if let Some(part) = part(word) {
            parts.push(part);
        } else if let Some(two) = grown_together(word) {
            parts.extend(two);
        } else if !is_plain(word) && word.len() > 1 && !named.iter().any(|(start, end)| (*start..*end).contains(&place))
        {
            return None;
        }
    }
    combine(&parts)
}

fn combine(parts: &[Part]) -> Option<Concept> {
    let has = |part| parts.contains(&part);
    let any = |of: &[Part]| of.iter().any(|part| has(*part));
    let nouns = [Part::Key, Part::Token, Part::Id].into_iter().filter(|noun| has(*noun)).count();
    let of_app = [Part::Client, Part::Customer, Part::App];
    if nouns > 1 || (has(Part::Public) && any(&[Part::Private, Part::Secret])) {
        return None;
    }
    let concept = if has(Part::Key) {
        match () {
            () if has(Part::Site) && any(&[Part::Secret, Part::Private]) => Concept::SecretKey,
            () if has(Part::Site) => Concept::SiteKey,
            () if has(Part::Public) => Concept::PublicKey,
            () if any(&[Part::Secret, Part::SecretNoun]) => Concept::SecretKey,
            () if has(Part::Private) => Concept::PrivateKey,
            () if any(&[Part::Api, Part::Access, Part::Auth, Part::App, Part::Server]) => Concept::ApiKey,
            () => return None,
        }
    } else if has(Part::Token) {
        match () {
            () if any(&[Part::Public, Part::Secret]) => return None,
            () if any(&[Part::Access, Part::App, Part::Server, Part::Account]) => Concept::AccessToken,
            () if any(&[Part::Api, Part::Auth]) => Concept::ApiToken,
            () => return None,
        }
    } else if has(Part::Id) {
        match () {
            () if any(&[Part::Client, Part::App]) => Concept::ClientId,
            // A customer's number, where nothing beside it belongs to an app.
            () if has(Part::Customer) => Concept::Id,
            () if has(Part::Account) => Concept::AccountId,
            () => return None,
        }
    } else if any(&[Part::SecretNoun, Part::Secret]) && any(&of_app) {
        Concept::ClientSecret
    } else if has(Part::Code) {
        match () {
            () if has(Part::Api) => Concept::ApiKey,
            () if any(&[Part::Secret, Part::SecretNoun]) => Concept::Secret,
            () => return None,
        }
    } else if any(&[Part::Password, Part::User]) {
        // Of the site's own users, if it is not the API's.
        match () {
            () if !has(Part::Api) => return None,
            () if has(Part::Password) => Concept::Password,
            () => Concept::Username,
        }
    } else if !has(Part::Mail)
        && (has(Part::Url) && any(&[Part::Api, Part::Account, Part::Server]) || has(Part::Place) && has(Part::Api))
    {
        Concept::Endpoint
    } else {
        return None;
    };
    Some(concept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    #[test]
    fn words_in_any_order_and_grown_together_are_read() {
        for (label, concept) in [
            ("API-Schlüssel (öffentlich)", Concept::PublicKey),
            ("Publiczny klucz API", Concept::PublicKey),
            ("公開用APIキー", Concept::PublicKey),
            ("Chiave API privata", Concept::PrivateKey),
            ("Webseitenschlüssel", Concept::SiteKey),
            ("Authentifizierungsschlüssel", Concept::ApiKey),
            ("Kundengeheimnis", Concept::ClientSecret),
            ("Klantgeheim", Concept::ClientSecret),
            ("Kunden-ID", Concept::Id),
            ("Token serwera", Concept::AccessToken),
            ("Schlüssel für die Schnittstelle", Concept::ApiKey),
            ("Llave del sitio", Concept::SiteKey),
            ("Geheime code", Concept::Secret),
            ("E-Mail-Adresse des API-Benutzers", Concept::Username),
            ("Kennwort des API-Benutzers", Concept::Password),
            ("URL dell’account", Concept::Endpoint),
            ("Adres API", Concept::Endpoint),
            ("Segreto dell’applicazione", Concept::ClientSecret),
        ] {
            assert_eq!(of_label(&words(label)), Some(concept), "{label}");
        }
    }

    #[test]
    fn a_strangers_word_makes_it_no_label_of_ours() {
        for label in [
            "Hausschlüssel",
            "Gutscheincode",
            "Lizenzschlüssel",
            "Public key of the badge",
            "Código postal",
            "Access code",
            "Schlüssel",
        ] {
            assert_eq!(of_label(&words(label)), None, "{label}");
        }
    }
}
