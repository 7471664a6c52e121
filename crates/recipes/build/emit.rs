//! Writes a checked book as Rust source.

use crate::check::{Checked, CheckedShape};
use crate::fold::fold;
use crate::schema::{
    CallEntry, FieldEntry, FindEntry, FormEntry, FormFile, KindEntry, MadeEntry, MetadataEntry, OAuthEntry,
    ObstacleEntry, RoleEntry, ShapeEntry, SourceEntry, StepEntry, Words,
};
use crate::template;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The source of `tables.rs`.
pub fn tables(checked: &Checked<'_>) -> String {
    let mut out = String::new();
    let providers = checked.book.providers.iter().zip(&checked.shapes).map(|(entry, shapes)| {
        let data = &entry.data;
        let kinds = list(data.kinds.iter().zip(shapes).map(|(k, s)| kind(&data.slug, k, s)));
        format!(
            "Provider {{ slug: {:?}, name: {:?}, words: {}, hosts: {}, kinds: {kinds}, sources: {} }}",
            data.slug,
            data.name,
            strings(&both(&data.words)),
            strings(&data.hosts),
            sources(&data.sources)
        )
    });
    let forms = checked.book.forms.iter().flat_map(|entry| entry.data.forms.iter().map(|f| form(&entry.data, f)));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "/// Every provider, by slug.\npub static PROVIDERS: &[Provider] = {};", list(providers));
    let _ = writeln!(out, "/// Every form of every plugin, by file.\npub static FORMS: &[Form] = {};", list(forms));
    out
}

fn kind(slug: &str, kind: &KindEntry, shapes: &[Option<CheckedShape>]) -> String {
    let fields = list(kind.fields.iter().zip(shapes).map(|(f, s)| field(f, s.as_ref())));
    format!(
        "Kind {{ id: {:?}, name: {}, what: {}, account: {}, role: {}, notice: {}, fields: {fields}, made: {}, lifetime: {:?}, start: {:?}, steps: {}, off: {}, revoke: {}, constants: {}, unnamed: {}, by_name: {}, account_from: {}, oauth: {}, verify: {}, revoke_api: {}, support: {}, obstacles: {} }}",
        format!("{slug}/{}", kind.id),
        words(&kind.name),
        words(&kind.what),
        maybe_empty(kind.account.as_ref()),
        maybe_empty(kind.role.as_ref()),
        optional(kind.notice.as_ref()),
        list(kind.made.iter().map(made)),
        kind.lifetime,
        kind.start,
        list(kind.steps.iter().map(step)),
        list(kind.off.iter().map(step)),
        words(&kind.revoke),
        strings(&kind.constants),
        strings(&kind.unnamed),
        kind.by_name,
        finds(&kind.account_from),
        kind.oauth.as_ref().map_or("None".to_owned(), |o| format!("Some({})", oauth(o))),
        list(kind.verify.iter().map(call)),
        kind.revoke_api.as_ref().map_or("None".to_owned(), |c| format!("Some({})", call(c))),
        optional(kind.support.as_ref()),
        list(kind.obstacles.iter().map(obstacle))
    )
}

fn made(made: &MadeEntry) -> String {
    format!(
        "Made {{ field: Field {{ name: {:?}, label: {}, secret: {}, words: {}, shape: None, optional: true, only_read: false, generate: 0, region_after: \"\" }}, from: {} }}",
        made.name,
        words(&made.label),
        made.secret,
        strings(&both(&made.words)),
        pieces(&made.from)
    )
}

fn field(field: &FieldEntry, shape: Option<&CheckedShape>) -> String {
    let shape =
        field.shape.as_ref().zip(shape).map_or("None".to_owned(), |(w, s)| format!("Some({})", self::shape(w, s)));
    format!(
        "Field {{ name: {:?}, label: {}, secret: {}, words: {}, shape: {shape}, optional: {}, only_read: {}, generate: {}, region_after: {:?} }}",
        field.name,
        words(&field.label),
        field.secret,
        strings(&both(&field.words)),
        field.optional,
        field.only_read,
        field.generate,
        field.region_after
    )
}

fn shape(written: &ShapeEntry, shape: &CheckedShape) -> String {
    let parts =
        list(shape.pieces.iter().map(|p| {
            format!("Part {{ class: [{:#x}, {:#x}], min: {}, max: {} }}", p.class[0], p.class[1], p.min, p.max)
        }));
    let sum = |of: fn(&crate::pattern::Piece) -> u16| shape.pieces.iter().map(|p| usize::from(of(p))).sum::<usize>();
    format!(
        "Shape {{ parts: {parts}, pattern: {:?}, min: {}, max: {}, examples: {}, stem: {}, shared: {} }}",
        written.pattern,
        sum(|p| p.min),
        sum(|p| p.max),
        strings(&shape.examples),
        written.stem,
        written.shared
    )
}

fn step(step: &StepEntry) -> String {
    let action = match step.action.as_str() {
        "label" => "Action::Label".to_owned(),
        "type" => "Action::Type".to_owned(),
        "choose" => "Action::Choose".to_owned(),
        other => match other.split_once(' ') {
            Some(("make", field)) => format!("Action::Make({field:?})"),
            Some((_, field)) => format!("Action::Read({field:?})"),
            None => "Action::Click".to_owned(),
        },
    };
    let find = finds(&step.find);
    format!(
        "Step {{ id: {:?}, say: {}, account: {}, ignore: {}, host: {:?}, path: {:?}, shows: {}, action: {action}, find: {find}, needs: {}, headings: {}, with: {:?}, without: {:?}, lacks: {}, done: {} }}",
        step.id,
        words(&step.say),
        optional(step.account.as_ref()),
        optional(step.ignore.as_ref()),
        step.host,
        step.path,
        strings(&folded(&step.shows)),
        strings(&step.needs),
        strings(&folded(&step.headings)),
        step.with,
        step.without,
        strings(&folded(&step.lacks)),
        strings(&folded(&step.done))
    )
}

fn oauth(oauth: &OAuthEntry) -> String {
    format!(
        "OAuth {{ authorize: {:?}, token: {:?}, issuer: {:?}, scopes: {}, hosts: {}, client: {:?}, redirect: {:?}, device: {:?}, revoke: {:?}, client_auth: {}, pkce: Pkce::{:?}, refresh: Refresh::{:?}, idle_days: {}, scope_separator: {:?}, metadata: {} }}",
        oauth.authorize,
        oauth.token,
        oauth.issuer,
        strings(&oauth.scopes),
        strings(&oauth.hosts),
        oauth.client,
        oauth.redirect,
        oauth.device,
        oauth.revoke,
        list(oauth.client_auth.iter().map(|auth| format!("ClientAuth::{auth:?}"))),
        oauth.pkce,
        oauth.refresh,
        oauth.idle_days,
        oauth.scope_separator,
        oauth.metadata.as_ref().map_or("None".to_owned(), metadata)
    )
}

fn metadata(metadata: &MetadataEntry) -> String {
    format!(
        "Some(Metadata {{ url: {:?}, scheme: {:?}, endpoint: {:?} }})",
        metadata.url, metadata.scheme, metadata.endpoint
    )
}

fn call(call: &CallEntry) -> String {
    let rules = list(call.rules.iter().map(|rule| {
        let test = match (&rule.equals, &rule.contains, rule.exists) {
            (Some(text), _, _) => format!("Test::Equals({text:?})"),
            (_, Some(text), _) => format!("Test::Contains({text:?})"),
            (_, _, true) => "Test::Exists".to_owned(),
            _ => "Test::Any".to_owned(),
        };
        let other = if rule.kind.is_empty() { String::new() } else { format!("({:?})", rule.kind) };
        format!(
            "Rule {{ status: &{:?}, at: {:?}, test: {test}, within: {}, is: Meaning::{}{other} }}",
            rule.status,
            rule.at,
            rule.within,
            variant(&rule.is)
        )
    }));
    let tells = list(call.tells.iter().map(|tell| {
        let text = match &tell.between {
            Some([before, after]) => (before.as_str(), after.as_str()),
            None => (tell.is.as_str(), ""),
        };
        format!("Tell {{ field: {:?}, at: {:?}, text: {text:?} }}", tell.field, tell.at)
    }));
    let basic = call
        .basic
        .as_ref()
        .map_or("None".to_owned(), |[user, password]| format!("Some(({}, {}))", pieces(user), pieces(password)));
    format!(
        "Call {{ method: {:?}, url: {}, query: {}, hosts: {}, basic: {basic}, headers: {}, form: {}, json: {}, plain: {}, rules: {rules}, who: {}, tells: {tells}, expires: {:?} }}",
        call.method,
        pieces(&call.url),
        pairs(&call.query),
        strings(&call.hosts),
        pairs(&call.headers),
        pairs(&call.form),
        pieces(&call.json),
        call.plain,
        strings(&call.who),
        call.expires
    )
}

fn obstacle(entry: &ObstacleEntry) -> String {
    format!(
        "Obstacle {{ id: {:?}, trouble: Trouble::{}, host: {:?}, path: {:?}, shows: {}, headings: {}, lacks: {}, say: {} }}",
        entry.id,
        variant(&entry.trouble),
        entry.host,
        entry.path,
        strings(&folded(&entry.shows)),
        strings(&folded(&entry.headings)),
        strings(&folded(&entry.lacks)),
        words(&entry.say)
    )
}

/// `not-yet-active` as `NotYetActive`.
fn variant(word: &str) -> String {
    let capital = |part: &str| part.get(..1).map_or(String::new(), |first| first.to_uppercase() + &part[1..]);
    word.split('-').map(capital).collect()
}

fn pairs(items: &BTreeMap<String, String>) -> String {
    list(items.iter().map(|(name, text)| format!("({name:?}, {})", pieces(text))))
}

fn pieces(text: &str) -> String {
    list(template::pieces(text).into_iter().map(|piece| format!("Piece::{piece:?}")))
}

fn form(file: &FormFile, form: &FormEntry) -> String {
    let pages = list(form.pages.iter().map(|p| {
        let query = list(p.query.iter().map(|(k, v)| format!("({k:?}, {v:?})")));
        format!("FormPage {{ path: {:?}, query: {query} }}", p.path)
    }));
    let fields = list(
        form.fields.iter().map(|f| format!("FormField {{ name: {:?}, id: {:?}, field: {:?} }}", f.name, f.id, f.field)),
    );
    format!(
        "Form {{ plugin: {:?}, slug: {:?}, pages: {pages}, kind: {:?}, fields: {fields}, masks: {}, callback: {:?}, after: {}, constants: {}, sources: {} }}",
        file.plugin,
        file.slug,
        form.kind,
        form.masks,
        form.callback,
        words(&form.after),
        strings(&form.constants),
        sources(&file.sources)
    )
}

fn sources(sources: &[SourceEntry]) -> String {
    list(sources.iter().map(|s| format!("Source {{ title: {:?}, seen: {:?}, sure: {:?} }}", s.title, s.seen, s.sure)))
}

fn words(words: &Words) -> String {
    let (en, de, es, fr) = match words {
        Words::Same(text) => (text.as_str(), "", "", ""),
        Words::Each(each) => (each.en.as_str(), each.de.as_str(), each.es.as_str(), each.fr.as_str()),
    };
    format!("Text {{ en: {en:?}, de: {de:?}, es: {es:?}, fr: {fr:?} }}")
}

fn finds(finds: &[FindEntry]) -> String {
    list(finds.iter().map(|f| {
        let role = match f.role {
            RoleEntry::Any => "Any",
            RoleEntry::Button => "Button",
            RoleEntry::Link => "Link",
            RoleEntry::Field => "Field",
            RoleEntry::Option => "Option",
        };
        format!("Find {{ role: Role::{role}, words: {} }}", strings(&folded(&f.words)))
    }))
}

fn optional(text: Option<&Words>) -> String {
    text.map_or("None".to_owned(), |t| format!("Some({})", words(t)))
}

fn maybe_empty(text: Option<&Words>) -> String {
    text.map_or_else(|| words(&Words::Same(String::new())), words)
}

/// Folds each pattern and keeps the stars at its ends.
fn folded(patterns: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for pattern in patterns {
        let word = format!(
            "{}{}{}",
            if pattern.starts_with('*') { "*" } else { "" },
            fold(pattern.trim_matches('*')),
            if pattern.ends_with('*') { "*" } else { "" }
        );
        if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

/// The words as written, and once more without accents where that differs.
fn both(words: &[String]) -> Vec<String> {
    let mut out = words.to_vec();
    for plain in folded(words) {
        if !out.contains(&plain) {
            out.push(plain);
        }
    }
    out
}

fn strings(items: &[String]) -> String {
    list(items.iter().map(|s| format!("{s:?}")))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("&[{}]", items.collect::<Vec<_>>().join(", "))
}
