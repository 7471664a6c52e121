//! `keyfob plan`: a snapshot in, the plan out.

use crate::{Failure, args::complain, input};
use keyfob_forms::{Control, Have, Page};
use keyfob_protocol::page::Snapshot;
use serde::Serialize;
use serde_json::Value;

/// Most bytes of a snapshot.
const LIMIT: u64 = 64 << 20;

/// The answer.
#[derive(Serialize)]
struct Answer<'a> {
    asks: Vec<Ask>,
    fills: Vec<Fill<'a>>,
    skipped: Vec<Skip<'a>>,
}

#[derive(Serialize)]
struct Ask {
    provider: &'static str,
    kind: &'static str,
    why: String,
}

#[derive(Serialize)]
struct Place<'a> {
    name: &'a str,
    id: &'a str,
    index: usize,
}

#[derive(Serialize)]
struct Fill<'a> {
    control: Place<'a>,
    kind: &'static str,
    field: &'static str,
    confidence: f64,
    why: String,
}

#[derive(Serialize)]
struct Skip<'a> {
    control: Place<'a>,
    why: String,
}

/// Runs the command. `kinds` is `None` for every kind.
pub(crate) fn run(kinds: Option<Vec<String>>, url: Option<String>) -> Result<(), Failure> {
    let mut page = keyfob_app::snapshot::page(snapshot(&input::read(LIMIT)?)?);
    if let Some(url) = url {
        page.url = url;
    }
    let plan = keyfob_forms::plan(&page, &have(kinds), &[]);
    if let Some(problem) = &plan.problem {
        complain(&problem.why().english());
    }
    let answer = Answer {
        asks: plan
            .asks
            .iter()
            .map(|ask| Ask { provider: ask.provider, kind: ask.kind, why: ask.why.english() })
            .collect(),
        fills: plan
            .fills
            .iter()
            .map(|fill| Fill {
                control: place(&page, fill.control),
                kind: fill.kind,
                field: fill.field,
                confidence: f64::from(fill.confidence) / 100.0,
                why: fill.why.english(),
            })
            .collect(),
        skipped: plan
            .skipped
            .iter()
            .map(|skip| Skip { control: place(&page, skip.control), why: skip.why.english() })
            .collect(),
    };
    input::write(|out| {
        serde_json::to_writer(&mut *out, &answer)?;
        writeln!(out)
    })
}

fn place(page: &Page, index: usize) -> Place<'_> {
    let (name, id) = page.controls.get(index).map_or(("", ""), |control: &Control| (&control.name, &control.id));
    Place { name, id, index }
}

/// The kinds of `--have`, each with all its fields.
fn have(kinds: Option<Vec<String>>) -> Have {
    let Some(kinds) = kinds else { return Have::All };
    let known = kinds.into_iter().filter_map(|id| match keyfob_recipes::kind(&id) {
        Some((_, kind)) => Some((id, kind.parts().map(|field| field.name.to_owned()).collect())),
        None => {
            complain(&format!("no recipe knows the kind '{id}'; it is left out"));
            None
        }
    });
    Have::Kinds(known.collect())
}

/// Reads a snapshot leniently: what is missing or null is as if it were empty, and a control that does not say
/// whether it can be seen can be seen, unless it says why not.
fn snapshot(bytes: &[u8]) -> Result<Snapshot, Failure> {
    let bad = |error: serde_json::Error| Failure::Input(format!("the snapshot cannot be read: {error}"));
    let mut value: Value = serde_json::from_slice(bytes).map_err(bad)?;
    if !value.is_object() {
        return Err(Failure::Input("the snapshot cannot be read: it is not a JSON object".to_owned()));
    }
    drop_nulls(&mut value);
    if let Some(controls) = value.get_mut("controls").and_then(Value::as_array_mut) {
        for control in controls.iter_mut().filter_map(Value::as_object_mut) {
            if !control.contains_key("visible") {
                let said =
                    |key: &str, wrong: fn(&str) -> bool| control.get(key).and_then(Value::as_str).is_some_and(wrong);
                let seen = !said("unseen", |unseen| !unseen.is_empty()) && !said("kind", |kind| kind == "hidden");
                control.insert("visible".to_owned(), Value::Bool(seen));
            }
        }
    }
    serde_json::from_value(value).map_err(bad)
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(list) => {
            list.retain(|value| !value.is_null());
            list.iter_mut().for_each(drop_nulls);
        }
        _ => {}
    }
}
