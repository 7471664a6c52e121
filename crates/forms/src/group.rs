//! Controls that belong together: one credential's, before its kind is known.

use crate::{
    concept::Concept,
    page::{Control, Page},
    provider::{self, Evidence},
    reading::Reading,
    words::words,
};

/// Controls that belong to one credential, as far as it is known before the kind is chosen.
pub(crate) struct Group {
    pub(crate) evidence: Evidence,
    pub(crate) form: i32,
    pub(crate) part: String,
    pub(crate) test: bool,
    pub(crate) members: Vec<usize>,
}

/// Puts a control into the group it belongs to. A group ends where what it has already comes again.
pub(crate) fn join(
    groups: &mut Vec<Group>,
    index: usize,
    control: &Control,
    concept: Concept,
    evidence: Evidence,
    readings: &[Option<Reading>],
) {
    let said = [&control.section, &control.group, &control.label, &control.beside, &control.name, &control.id];
    let test = said.into_iter().any(|text| speaks_of_tests(text));
    // A heading divides only where it names a provider or a version; "API key" above each field does not.
    let part = &control.section;
    let divides = provider::in_heading(part).anybody()
        || words(part).iter().any(|word| matches!(word.as_str(), "v2" | "v3" | "v4"));
    let part = if divides { part.as_str() } else { "" };
    let has = |group: &Group| {
        group
            .members
            .iter()
            .filter_map(|member| readings.get(*member).copied().flatten())
            .any(|reading| reading.concept == concept)
    };
    let open = groups.iter_mut().rev().find(|group| {
        group.evidence.provider == evidence.provider
            && group.form == control.form
            && group.test == test
            && group.part == part
    });
    match open {
        Some(group) if !has(group) => {
            group.evidence.level = group.evidence.level.min(evidence.level);
            group.members.push(index);
        }
        _ => groups.push(Group { evidence, form: control.form, part: part.to_owned(), test, members: vec![index] }),
    }
}

/// Whether two controls stand under the same headings, in the same card or tab.
pub(crate) fn same_place(one: &Control, other: &Control) -> bool {
    one.section == other.section && one.outline == other.outline && one.group == other.group
}

/// For each group, whether another wants the same of the same provider in another version that its kinds do not know:
/// two pairs of captcha keys, one for v2 and one for v3, of which a credential does not say which it is for.
pub(crate) fn rivals(page: &Page, groups: &[Group], readings: &[Option<Reading>]) -> Vec<bool> {
    let wants = |group: &Group| -> Vec<Concept> {
        let of = |member: &usize| readings.get(*member).copied().flatten().map(|reading| reading.concept);
        group.members.iter().filter_map(of).filter(|concept| !concept.ordinary()).collect()
    };
    let marks: Vec<Vec<&str>> = groups.iter().map(|group| versions(page, group)).collect();
    let versioned = |id| {
        let kinds = provider::provider(id).map_or(&[][..], |provider| provider.kinds);
        kinds.iter().any(|kind| words(kind.id).iter().any(|word| VERSIONS.contains(&word.as_str())))
    };
    (0..groups.len())
        .map(|at| {
            let one = &groups[at];
            let (asks, provider) = (wants(one), one.evidence.provider);
            groups.iter().enumerate().any(|(other_at, other)| {
                other_at != at
                    && other.evidence.provider == provider
                    && other.test == one.test
                    && marks[other_at] != marks[at]
                    && wants(other).iter().any(|concept| asks.contains(concept))
            }) && !versioned(provider)
        })
        .collect()
}

/// Words of keys that move no money and send nothing.
const OF_TESTS: &[&str] = &[
    "test",
    "tests",
    "sandbox",
    "probebetrieb",
    "probemodus",
    "prueba",
    "pruebas",
    "ensayo",
    "essai",
    "essais",
    "prova",
    "collaudo",
    "teste",
    "testes",
    "homologacao",
    "proef",
    "proefomgeving",
    "proefmodus",
    "demo",
    "staging",
    "テスト",
    "検証",
    "検証環境",
];

/// How words for it begin that are grown together or bent.
const OF_TESTS_GROWN: &[&str] = &[
    "testbetrieb",
    "testumgebung",
    "testmod",
    "testow",
    "testschlussel",
    "testomgeving",
    "testzugang",
    "testsystem",
    "testsleutel",
];

/// Words of the other mode.
const OF_LIVE: &[&str] = &[
    "live",
    "production",
    "produktiv",
    "echtbetrieb",
    "produccion",
    "produzione",
    "producao",
    "productie",
    "produkcyjne",
    "本番",
    "本番環境",
];

/// Whether a text names the mode for tests, and not both.
fn speaks_of_tests(text: &str) -> bool {
    let words = words(text);
    let of_test =
        |word: &String| OF_TESTS.contains(&word.as_str()) || OF_TESTS_GROWN.iter().any(|start| word.starts_with(start));
    words.iter().any(of_test) && !words.iter().any(|word| OF_LIVE.contains(&word.as_str()))
}

/// Versions of a provider's interface or of a captcha.
pub(crate) const VERSIONS: [&str; 4] = ["v1", "v2", "v3", "v4"];

/// The versions that a group's own words name.
fn versions(page: &Page, group: &Group) -> Vec<&'static str> {
    let own = |control: &Control| {
        [&control.label, &control.beside, &control.section, &control.group, &control.name, &control.id]
            .map(|text| words(text))
    };
    let said: Vec<String> =
        group.members.iter().filter_map(|member| page.controls.get(*member)).flat_map(own).flatten().collect();
    VERSIONS.into_iter().filter(|version| said.iter().any(|word| word == version)).collect()
}
