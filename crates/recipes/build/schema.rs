//! The shape of the TOML files, as a contributor writes them. An unknown key is refused, with its line.

use serde::Deserialize;
use std::collections::BTreeMap;

/// `recipes/<slug>.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderFile {
    pub slug: String,
    pub name: String,
    pub words: Vec<String>,
    pub hosts: Vec<String>,
    pub sources: Vec<SourceEntry>,
    pub kinds: Vec<KindEntry>,
}

/// `[[kinds]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindEntry {
    pub id: String,
    pub name: Words,
    pub what: Words,
    #[serde(default)]
    pub account: Option<Words>,
    #[serde(default)]
    pub role: Option<Words>,
    #[serde(default)]
    pub notice: Option<Words>,
    pub revoke: Words,
    #[serde(default)]
    pub lifetime: Option<u64>,
    #[serde(default)]
    pub start: String,
    #[serde(default)]
    pub constants: Vec<String>,
    pub fields: Vec<FieldEntry>,
    #[serde(default)]
    pub made: Vec<MadeEntry>,
    #[serde(default)]
    pub steps: Vec<StepEntry>,
    #[serde(default)]
    pub off: Vec<StepEntry>,
    #[serde(default)]
    pub unnamed: Vec<String>,
    #[serde(default)]
    pub by_name: bool,
    #[serde(default)]
    pub account_from: Vec<FindEntry>,
    #[serde(default)]
    pub oauth: Option<OAuthEntry>,
    #[serde(default)]
    pub verify: Vec<CallEntry>,
    #[serde(default)]
    pub revoke_api: Option<CallEntry>,
    #[serde(default)]
    pub support: Option<Words>,
    #[serde(default)]
    pub obstacles: Vec<ObstacleEntry>,
}

/// `[[kinds.fields]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldEntry {
    pub name: String,
    pub label: Words,
    #[serde(default = "yes")]
    pub secret: bool,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub only_read: bool,
    #[serde(default)]
    pub generate: u8,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub region_after: String,
    #[serde(default)]
    pub shape: Option<ShapeEntry>,
}

/// `[[kinds.made]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeEntry {
    pub name: String,
    pub label: Words,
    #[serde(default = "yes")]
    pub secret: bool,
    #[serde(default)]
    pub words: Vec<String>,
    pub from: String,
}

/// `[kinds.fields.shape]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeEntry {
    pub pattern: String,
    pub examples: Vec<String>,
    #[serde(default)]
    pub not: Vec<String>,
    #[serde(default)]
    pub stem: usize,
    #[serde(default)]
    pub shared: bool,
}

/// `[[kinds.steps]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepEntry {
    pub id: String,
    pub say: Words,
    #[serde(default)]
    pub account: Option<Words>,
    #[serde(default)]
    pub ignore: Option<Words>,
    #[serde(default)]
    pub host: String,
    #[serde(default)]
    pub path: String,
    #[serde(default)]
    pub shows: Vec<String>,
    pub action: String,
    #[serde(default)]
    pub find: Vec<FindEntry>,
    #[serde(default)]
    pub needs: Vec<String>,
    #[serde(default)]
    pub headings: Vec<String>,
    #[serde(default)]
    pub with: String,
    #[serde(default)]
    pub without: String,
    #[serde(default)]
    pub lacks: Vec<String>,
    #[serde(default)]
    pub done: Vec<String>,
}

/// One element of `find`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindEntry {
    pub role: RoleEntry,
    pub words: Vec<String>,
}

/// `role`.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub enum RoleEntry {
    Any,
    Button,
    Link,
    Field,
    Option,
}

/// `[kinds.oauth]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuthEntry {
    pub authorize: String,
    pub token: String,
    #[serde(default)]
    pub issuer: String,
    pub scopes: Vec<String>,
    pub hosts: Vec<String>,
    pub client: String,
    pub redirect: String,
    #[serde(default)]
    pub device: String,
    #[serde(default)]
    pub revoke: String,
    #[serde(default = "public")]
    pub client_auth: Vec<ClientAuthEntry>,
    #[serde(default)]
    pub pkce: PkceEntry,
    #[serde(default)]
    pub refresh: RefreshEntry,
    #[serde(default)]
    pub idle_days: u16,
    #[serde(default = "space")]
    pub scope_separator: String,
    #[serde(default)]
    pub metadata: Option<MetadataEntry>,
}

/// One element of `client_auth`.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ClientAuthEntry {
    None,
    Basic,
    Body,
}

/// `pkce`.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "lowercase")]
pub enum PkceEntry {
    #[default]
    Always,
    Public,
    Never,
}

/// `refresh`.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "kebab-case")]
pub enum RefreshEntry {
    Rotating,
    LongLived,
    #[default]
    Either,
    None,
}

/// `[kinds.oauth.metadata]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetadataEntry {
    pub url: String,
    #[serde(default = "bearer")]
    pub scheme: String,
    pub endpoint: String,
}

/// `[[kinds.verify]]` and `[kinds.revoke_api]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallEntry {
    #[serde(default = "get")]
    pub method: String,
    pub url: String,
    pub hosts: Vec<String>,
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    #[serde(default)]
    pub in_url: bool,
    #[serde(default)]
    pub basic: Option<[String; 2]>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    #[serde(default)]
    pub json: String,
    #[serde(default)]
    pub plain: bool,
    pub rules: Vec<RuleEntry>,
    #[serde(default)]
    pub who: Vec<String>,
    #[serde(default)]
    pub tells: Vec<TellEntry>,
    #[serde(default)]
    pub expires: String,
}

/// One element of `rules`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    #[serde(default)]
    pub status: Vec<u16>,
    #[serde(default)]
    pub at: String,
    #[serde(default)]
    pub equals: Option<String>,
    #[serde(default)]
    pub contains: Option<String>,
    #[serde(default)]
    pub exists: bool,
    #[serde(default)]
    pub within: u32,
    pub is: String,
    /// With `is = "other-kind"`: which.
    #[serde(default)]
    pub kind: String,
}

/// One element of `tells`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellEntry {
    pub field: String,
    #[serde(default)]
    pub at: String,
    #[serde(default)]
    pub between: Option<[String; 2]>,
    #[serde(default)]
    pub is: String,
}

/// `[[kinds.obstacles]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObstacleEntry {
    pub id: String,
    pub trouble: String,
    #[serde(default)]
    pub host: String,
    #[serde(default)]
    pub path: String,
    #[serde(default)]
    pub shows: Vec<String>,
    #[serde(default)]
    pub headings: Vec<String>,
    #[serde(default)]
    pub lacks: Vec<String>,
    pub say: Words,
}

/// `[[sources]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    pub title: String,
    pub seen: String,
    pub sure: String,
}

/// Words for people: one string for all languages, or one for each.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string, or a table with exactly en, de, es and fr")]
pub enum Words {
    Same(String),
    Each(Each),
}

impl Words {
    /// The words in each language.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::Same(text) => vec![text],
            Self::Each(each) => vec![&each.en, &each.de, &each.es, &each.fr],
        }
    }
}

/// Words in every language Keyfob speaks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Each {
    pub en: String,
    pub de: String,
    pub es: String,
    pub fr: String,
}

/// `forms/<slug>.toml`: one plugin.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    pub plugin: String,
    pub slug: String,
    pub sources: Vec<SourceEntry>,
    pub forms: Vec<FormEntry>,
}

/// `[[forms]]`: what the plugin asks for one kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormEntry {
    pub kind: String,
    pub pages: Vec<PageEntry>,
    pub fields: Vec<FormFieldEntry>,
    #[serde(default)]
    pub masks: bool,
    #[serde(default)]
    pub callback: String,
    pub after: Words,
    #[serde(default)]
    pub constants: Vec<String>,
}

/// `pages`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageEntry {
    pub path: String,
    #[serde(default)]
    pub query: BTreeMap<String, String>,
}

/// `fields` of a form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFieldEntry {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub id: String,
    /// Empty for a control that must be left alone.
    #[serde(default)]
    pub field: String,
}

fn yes() -> bool {
    true
}

fn public() -> Vec<ClientAuthEntry> {
    vec![ClientAuthEntry::None]
}

fn space() -> String {
    " ".to_owned()
}

fn bearer() -> String {
    "Bearer".to_owned()
}

fn get() -> String {
    "GET".to_owned()
}
