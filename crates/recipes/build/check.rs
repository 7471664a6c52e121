//! Checks the files against the rules of a recipe. In: what was parsed. Out: the same with compiled patterns, or
//! every mistake with its place and what to do.

use crate::calls;
use crate::load::{Book, Entry};
use crate::pattern;
use crate::sample;
use crate::schema::{
    ClientAuthEntry, FieldEntry, FormFile, KindEntry, MetadataEntry, OAuthEntry, PkceEntry, ProviderFile, RefreshEntry,
    ShapeEntry, SourceEntry, StepEntry, Words,
};
use crate::template::{self, Piece};
use std::collections::HashSet;

/// A field's shape, ready to be written.
pub struct CheckedShape {
    pub pieces: Vec<pattern::Piece>,
    pub examples: Vec<String>,
}

/// A book that passed every check.
pub struct Checked<'a> {
    pub book: &'a Book,
    /// Shapes by provider, kind and field, in the order of the files.
    pub shapes: Vec<Vec<Vec<Option<CheckedShape>>>>,
}

/// Collects mistakes with their place.
pub struct Problems(Vec<String>);

impl Problems {
    /// Notes a mistake.
    pub fn add(&mut self, place: &str, what: impl AsRef<str>) {
        self.0.push(format!("{place}: {}", what.as_ref()));
    }
}

/// Runs every check; all mistakes are returned together.
pub fn check(book: &Book) -> Result<Checked<'_>, Vec<String>> {
    let mut problems = Problems(Vec::new());
    let mut slugs = HashSet::new();
    let mut shapes = Vec::new();
    for entry in &book.providers {
        if !slugs.insert(entry.data.slug.as_str()) {
            problems.add(&entry.file, format!("slug `{}` is used by another file", entry.data.slug));
        }
        shapes.push(provider(entry, book, &mut problems));
    }
    collisions(book, &shapes, &mut problems);
    for entry in &book.forms {
        form(entry, book, &mut problems);
    }
    if problems.0.is_empty() { Ok(Checked { book, shapes }) } else { Err(problems.0) }
}

fn provider(entry: &Entry<ProviderFile>, book: &Book, problems: &mut Problems) -> Vec<Vec<Option<CheckedShape>>> {
    let file = &entry.file;
    let data = &entry.data;
    slug(file, "slug", &data.slug, problems);
    if *file != format!("recipes/{}.toml", data.slug) {
        problems.add(file, format!("slug `{}` differs from the file's name; rename one", data.slug));
    }
    if data.name.trim().is_empty() {
        problems.add(file, "name is empty");
    }
    if data.words.is_empty() {
        problems.add(file, "words is empty; give the names it goes by, lower case");
    }
    lower(&format!("{file}: words"), &data.words, problems);
    sources(file, &data.sources, problems);
    hosts(&format!("{file}: hosts"), &data.hosts, problems);
    if data.kinds.is_empty() {
        problems.add(file, "no [[kinds]]; say what this provider issues");
    }
    let mut ids = HashSet::new();
    data.kinds
        .iter()
        .map(|kind| {
            let place = format!("{file}: kind `{}`", kind.id);
            slug(&place, "id", &kind.id, problems);
            if !ids.insert(&kind.id) {
                problems.add(&place, "id stands twice");
            }
            self::kind(&place, kind, data, book, problems)
        })
        .collect()
}

fn kind(
    place: &str,
    kind: &KindEntry,
    data: &ProviderFile,
    book: &Book,
    problems: &mut Problems,
) -> Vec<Option<CheckedShape>> {
    for (key, text) in [("name", Some(&kind.name)), ("what", Some(&kind.what)), ("revoke", Some(&kind.revoke))]
        .into_iter()
        .chain([("account", kind.account.as_ref()), ("role", kind.role.as_ref()), ("notice", kind.notice.as_ref())])
    {
        if let Some(text) = text {
            words(&format!("{place}: {key}"), text, problems);
        }
    }
    if kind.steps.is_empty() != kind.start.is_empty() {
        problems.add(place, "steps and start belong together: give both or neither");
    }
    if !kind.start.is_empty() && !data.hosts.iter().any(|h| url_in(&kind.start, h)) {
        problems.add(place, format!("start `{}` is not on one of the provider's hosts", kind.start));
    }
    if kind.fields.is_empty() {
        problems.add(place, "no [[kinds.fields]]; a credential has at least one");
    }
    made(place, kind, problems);
    let mut names = HashSet::new();
    let shapes = kind
        .fields
        .iter()
        .map(|field| {
            let place = format!("{place}: field `{}`", field.name);
            if !names.insert(&field.name) {
                problems.add(&place, "name stands twice");
            }
            self::field(&place, field, problems)
        })
        .collect();
    lower(&format!("{place}: unnamed"), &kind.unnamed, problems);
    steps(place, kind, data, problems);
    if let Some(oauth) = &kind.oauth {
        self::oauth(&format!("{place}: oauth"), oauth, kind, book, problems);
    }
    calls::check(place, kind, data, book, problems);
    shapes
}

fn field(place: &str, field: &FieldEntry, problems: &mut Problems) -> Option<CheckedShape> {
    if field.name.is_empty() || !field.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit()) {
        problems.add(place, "name must be lower-case words joined by `_`: api_key");
    }
    words(&format!("{place}: label"), &field.label, problems);
    lower(&format!("{place}: words"), &field.words, problems);
    let shape = field.shape.as_ref()?;
    match self::shape(shape) {
        Ok(checked) => Some(checked),
        Err(what) => {
            problems.add(&format!("{place}: shape `{}`", shape.pattern), what);
            None
        }
    }
}

/// Compiles a shape and holds it against its own examples and counterexamples.
pub fn shape(shape: &ShapeEntry) -> Result<CheckedShape, String> {
    let pieces = pattern::compile(&shape.pattern)?;
    if shape.examples.is_empty() {
        return Err("give at least one invented example, with placeholders: {hex:32}".to_owned());
    }
    let mut examples = Vec::new();
    for example in &shape.examples {
        let value = sample::expand(example)?;
        if !pattern::matches(&pieces, &value) {
            return Err(format!("example `{example}` does not match; correct the pattern or the example"));
        }
        examples.push(value);
    }
    for counter in &shape.not {
        if pattern::matches(&pieces, &sample::expand(counter)?) {
            return Err(format!("counterexample `{counter}` matches; make the pattern narrower"));
        }
    }
    if examples.iter().any(|e| e.len() <= shape.stem) && shape.stem > 0 {
        return Err(format!("stem {} is not shorter than every example", shape.stem));
    }
    Ok(CheckedShape { pieces, examples })
}

/// A shape that is not marked `shared` must not match an example of another provider or of another field.
fn collisions(book: &Book, shapes: &[Vec<Vec<Option<CheckedShape>>>], problems: &mut Problems) {
    let mut all = Vec::new();
    for (provider, kinds) in book.providers.iter().zip(shapes) {
        for (kind, fields) in provider.data.kinds.iter().zip(kinds) {
            for (field, shape) in kind.fields.iter().zip(fields) {
                if let (Some(written), Some(shape)) = (&field.shape, shape) {
                    all.push((format!("{}/{}: {}", provider.data.slug, kind.id, field.name), written.shared, shape));
                }
            }
        }
    }
    for (index, (name, shared, shape)) in all.iter().enumerate() {
        for (other, (theirs, _, them)) in all.iter().enumerate() {
            if index != other && !shared && them.examples.iter().any(|e| pattern::matches(&shape.pieces, e)) {
                problems.add(
                    name,
                    format!("the shape also matches an example of {theirs}; set `shared = true` or narrow it"),
                );
            }
        }
    }
}

fn steps(place: &str, kind: &KindEntry, data: &ProviderFile, problems: &mut Problems) {
    let ids: HashSet<&str> = kind.steps.iter().map(|s| s.id.as_str()).collect();
    if ids.len() != kind.steps.len() {
        problems.add(place, "two steps have the same id");
    }
    let mut read = HashSet::new();
    let optional = |name: &String| name.is_empty() || kind.fields.iter().any(|f| f.optional && f.name == *name);
    for step in &kind.steps {
        let place = format!("{place}: step `{}`", step.id);
        slug(&place, "id", &step.id, problems);
        if !optional(&step.with) || !optional(&step.without) {
            problems.add(&place, "with and without name an optional field of this kind");
        }
        self::step(&place, step, data, problems);
        for need in &step.needs {
            if !ids.contains(need.as_str()) || *need == step.id {
                problems.add(&place, format!("needs `{need}`, which is not another step of this kind"));
            }
        }
        let field = |name: &str| kind.fields.iter().find(|f| f.name == name);
        if let Some(name) = step.action.strip_prefix("read ") {
            read.insert(name);
            if field(name).is_none() {
                problems.add(&place, format!("reads `{name}`, which is not a field of this kind"));
            }
        } else if let Some(name) = step.action.strip_prefix("make ") {
            read.insert(name);
            if field(name).is_none_or(|f| f.generate == 0) {
                problems.add(&place, format!("makes `{name}`, which is not a field with `generate`"));
            }
        } else if !["click", "label", "type", "choose"].contains(&step.action.as_str()) {
            let known = "click, label, type, choose, `read <field>` or `make <field>`";
            problems.add(&place, format!("action `{}`: write {known}", step.action));
        }
    }
    for step in &kind.off {
        let place = format!("{place}: off step `{}`", step.id);
        slug(&place, "id", &step.id, problems);
        self::step(&place, step, data, problems);
        if !["click", "type", "choose"].contains(&step.action.as_str()) {
            problems.add(&place, format!("action `{}`: write click, type or choose", step.action));
        }
        for need in &step.needs {
            if !kind.off.iter().any(|other| other.id == *need) || *need == step.id {
                problems.add(&place, format!("needs `{need}`, which is not another step of switching off"));
            }
        }
    }
    for field in &kind.fields {
        if !kind.steps.is_empty() && !field.optional && !read.contains(field.name.as_str()) {
            problems
                .add(place, format!("no step reads `{}`; add one with action = \"read {}\"", field.name, field.name));
        }
    }
}

fn made(place: &str, kind: &KindEntry, problems: &mut Problems) {
    for made in &kind.made {
        let place = format!("{place}: made `{}`", made.name);
        words(&format!("{place}: label"), &made.label, problems);
        if kind.fields.iter().any(|field| field.name == made.name) {
            problems.add(&place, "is a field already");
        }
        let mut secret = false;
        for piece in template::pieces(&made.from) {
            let (Piece::Value(name) | Piece::Region(name)) = &piece else { continue };
            match kind.fields.iter().find(|field| field.name == *name) {
                None => problems.add(&place, format!("`{name}` is not a field of the kind")),
                Some(field) if matches!(piece, Piece::Region(_)) && field.region_after.is_empty() => {
                    problems.add(&place, format!("`{name}` has no region_after"));
                }
                Some(field) => secret |= field.secret && matches!(piece, Piece::Value(_)),
            }
        }
        if secret && !made.secret {
            problems.add(&place, "holds a secret, so it is one: leave out secret = false");
        }
    }
}

fn step(place: &str, step: &StepEntry, data: &ProviderFile, problems: &mut Problems) {
    words(&format!("{place}: say"), &step.say, problems);
    for (key, text) in [("account", &step.account), ("ignore", &step.ignore)] {
        if let Some(text) = text {
            words(&format!("{place}: {key}"), text, problems);
        }
    }
    let bare = step.host.strip_prefix("*.").unwrap_or(&step.host);
    if !step.host.is_empty() && !data.hosts.iter().any(|h| host_in(bare, h)) {
        problems.add(place, format!("host `{}` is not one of the provider's hosts", step.host));
    }
    if !step.path.is_empty() && !step.path.starts_with('/') {
        problems.add(place, "path must start with `/`");
    }
    if step.find.is_empty()
        && step.path.is_empty()
        && step.shows.is_empty()
        && step.headings.is_empty()
        && step.host.is_empty()
    {
        problems.add(place, "nothing tells where this step applies: give find, path, host or shows");
    }
    lower(&format!("{place}: shows"), &step.shows, problems);
    for (key, words) in [("headings", &step.headings), ("lacks", &step.lacks), ("done", &step.done)] {
        lower(&format!("{place}: {key}"), words, problems);
    }
    for find in &step.find {
        if find.words.is_empty() {
            problems.add(place, "find without words");
        }
        lower(&format!("{place}: find"), &find.words, problems);
    }
}

fn oauth(place: &str, oauth: &OAuthEntry, kind: &KindEntry, book: &Book, problems: &mut Problems) {
    hosts(&format!("{place}: hosts"), &oauth.hosts, problems);
    let metadata = oauth.metadata.as_ref().map_or("", |metadata| &metadata.url);
    let named = [("device", oauth.device.as_str()), ("revoke", &oauth.revoke), ("metadata", metadata)];
    let named = named.into_iter().filter(|(_, url)| !url.is_empty());
    for (key, url) in [("authorize", oauth.authorize.as_str()), ("token", &oauth.token)].into_iter().chain(named) {
        if !oauth.hosts.iter().any(|h| url_in(url, h)) {
            problems.add(place, format!("{key} `{url}` is not https on one of oauth.hosts"));
        }
    }
    client_auth(place, oauth, problems);
    if oauth.refresh == RefreshEntry::None && oauth.idle_days > 0 {
        problems.add(place, "idle_days is about refresh tokens, and refresh = \"none\"");
    }
    if ![" ", ","].contains(&oauth.scope_separator.as_str()) {
        problems.add(place, "scope_separator is a space or `,`");
    }
    if let Some(metadata) = &oauth.metadata {
        self::metadata(place, metadata, kind, problems);
    }
    slug(place, "redirect", &oauth.redirect, problems);
    match find_kind(book, &oauth.client) {
        None => problems.add(place, format!("client `{}` is not a kind; write provider/kind", oauth.client)),
        Some(app) => {
            let wants = !oauth.client_auth.contains(&ClientAuthEntry::None);
            if wants && !app.fields.iter().any(|field| field.name == "client_secret" && !field.optional) {
                problems.add(place, format!("client_auth wants a secret, and `{}` can be without one", oauth.client));
            }
        }
    }
}

/// What the metadata says goes into two fields of the kind, and an API is called at no other address.
fn metadata(place: &str, metadata: &MetadataEntry, kind: &KindEntry, problems: &mut Problems) {
    let domain = metadata.endpoint.strip_prefix("https://{region}.").unwrap_or_default();
    if !domain.contains('.') || domain.contains(['{', '/', ':', '?', '#', '@']) {
        problems.add(place, "metadata.endpoint must be `https://{region}.` and a domain");
    }
    if metadata.scheme.is_empty() || !metadata.scheme.bytes().all(|b| b.is_ascii_alphabetic()) {
        problems.add(place, "metadata.scheme is one word: Bearer");
    }
    let field = |name: &str| kind.fields.iter().find(|field| field.name == name && field.optional && !field.secret);
    if field("region").is_none() {
        problems.add(place, "metadata tells `region`: add this field with secret = false and optional = true");
    }
    let shape = field("endpoint").and_then(|endpoint| endpoint.shape.as_ref());
    let (before, after) = metadata.endpoint.split_once("{region}").unwrap_or_default();
    let tells = |example: &String| example.starts_with(before) && example.ends_with(after);
    if !shape.is_some_and(|shape| shape.examples.iter().all(tells)) {
        let what = "metadata tells `endpoint`: add this field with secret = false, optional = true and a shape whose examples are such addresses";
        problems.add(place, what);
    }
}

fn client_auth(place: &str, oauth: &OAuthEntry, problems: &mut Problems) {
    let ways = &oauth.client_auth;
    if ways.is_empty() || ways.iter().enumerate().any(|(index, way)| ways[..index].contains(way)) {
        problems.add(place, "client_auth: give none, basic or body, each at most once");
    }
    if ways.contains(&ClientAuthEntry::None) && oauth.pkce == PkceEntry::Never {
        problems
            .add(place, "a client without a secret needs PKCE: take `none` out of client_auth or `never` out of pkce");
    }
}

fn form(entry: &Entry<FormFile>, book: &Book, problems: &mut Problems) {
    let file = &entry.file;
    slug(file, "slug", &entry.data.slug, problems);
    sources(file, &entry.data.sources, problems);
    if entry.data.forms.is_empty() {
        problems.add(file, "no [[forms]]");
    }
    for form in &entry.data.forms {
        let place = format!("{file}: form `{}`", form.kind);
        words(&format!("{place}: after"), &form.after, problems);
        let Some(kind) = find_kind(book, &form.kind) else {
            problems.add(&place, "is not a kind of any recipe; write provider/kind");
            continue;
        };
        if form.pages.is_empty() || form.pages.iter().any(|p| !p.path.starts_with('/')) {
            problems.add(&place, "give at least one page whose path starts with `/`");
        }
        for field in &form.fields {
            if field.name.is_empty() && field.id.is_empty() {
                problems.add(&place, "a field needs a name or an id");
            }
            let known =
                |name: &str| kind.fields.iter().any(|f| f.name == name) || kind.made.iter().any(|m| m.name == name);
            if !field.field.is_empty() && !known(&field.field) {
                problems.add(&place, format!("field `{}` is not a field of the kind", field.field));
            }
        }
        if !form.callback.is_empty() && !form.callback.starts_with('/') {
            problems.add(&place, "callback is a path that starts with `/`");
        }
        if !form.fields.iter().any(|f| !f.field.is_empty()) {
            problems.add(&place, "no field takes a part of the credential");
        }
    }
}

pub fn find_kind<'a>(book: &'a Book, id: &str) -> Option<&'a KindEntry> {
    let (slug, kind) = id.split_once('/')?;
    book.providers.iter().find(|p| p.data.slug == slug)?.data.kinds.iter().find(|k| k.id == kind)
}

pub fn slug(place: &str, key: &str, text: &str, problems: &mut Problems) {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !text.split('-').all(word) {
        problems.add(place, format!("{key} `{text}` must be lower-case words joined by hyphens"));
    }
}

fn sources(file: &str, sources: &[SourceEntry], problems: &mut Problems) {
    if sources.is_empty() {
        problems.add(file, "no [[sources]]; say where this was read");
    }
    for source in sources {
        let place = format!("{file}: source `{}`", source.title);
        let date = source.seen.split_once('-').is_some_and(|(year, month)| {
            year.len() == 4
                && year.parse::<u16>().is_ok()
                && month.len() == 2
                && month.parse::<u8>().is_ok_and(|m| (1..=12).contains(&m))
        });
        if !date {
            problems.add(&place, format!("seen `{}` must be YYYY-MM", source.seen));
        }
        if !["docs", "code", "article", "memory"].contains(&source.sure.as_str()) {
            problems.add(&place, format!("sure `{}`: write docs, code, article or memory", source.sure));
        }
    }
}

pub fn hosts(place: &str, hosts: &[String], problems: &mut Problems) {
    if hosts.is_empty() {
        problems.add(place, "give at least one match pattern: https://*.example.com/*");
    }
    for pattern in hosts {
        let host = host_of(pattern).map(|h| h.strip_prefix("*.").unwrap_or(h));
        let label =
            |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !pattern.ends_with("/*") || !host.is_some_and(|h| h.contains('.') && h.split('.').all(label)) {
            problems.add(place, format!("`{pattern}` is not https://host/* or https://*.domain/*"));
        }
    }
}

/// The host part of an https URL or match pattern.
fn host_of(url: &str) -> Option<&str> {
    url.strip_prefix("https://")?.split('/').next()
}

fn url_in(url: &str, pattern: &str) -> bool {
    host_of(url).is_some_and(|host| host_in(host, pattern))
}

pub fn host_in(host: &str, pattern: &str) -> bool {
    let Some(wanted) = host_of(pattern) else { return false };
    match wanted.strip_prefix("*.") {
        Some(domain) => host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
        None => host == wanted,
    }
}

pub fn words(place: &str, words: &Words, problems: &mut Problems) {
    if words.all().iter().any(|text| text.trim().is_empty()) {
        problems.add(place, "has an empty language");
    }
}

pub fn lower(place: &str, words: &[String], problems: &mut Problems) {
    for word in words {
        if word.trim_matches(['*', ' ']).is_empty() || *word != word.to_lowercase() {
            problems.add(place, format!("`{word}` must be lower case and not empty"));
        }
    }
}
