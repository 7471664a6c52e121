//! Learn: the person says what the fields of a page take, and the form is known from then on, on every site.

use crate::event::{BrowserProblem, Effect, ReplyId, Taken, Then, problem, problem_with};
use crate::session::StoredLesson;
use crate::snapshot;
use crate::step::App;
use keyfob_forms::{Cannot, Have, Learned, LearnedField, NoRecipe, Page, Part, Place};
use keyfob_protocol::ui::{
    LearnedFieldView, LearnedView, LessonControl, LessonKind, LessonPart, LessonView, MAX_TAUGHT, Problem, TaughtField,
    UiResponse,
};
use keyfob_sorted::sort_by_key;
use keyfob_vault::{LearnedControl, LearnedForm, Random, RecordId};

/// Most characters of a form's name.
const MAX_NAME: usize = 120;
/// Most forms that are taught, the deleted ones not counted. They lie in the index, which is read whole at each start and
/// written whole at each change: so many of the usual half kilobyte are a fiftieth of what 10,000 credentials take there.
pub const MAX_LEARNED: usize = 200;
/// Most bytes of all their texts together, since a page may give its fields names of any length.
pub const MAX_LEARNED_SIZE: usize = 1024 * 1024;

impl App {
    /// The taught forms that a page is compared with.
    pub(crate) fn learned(&self) -> Vec<Learned> {
        let Some(vault) = self.opened_vault() else { return Vec::new() };
        vault.learned().filter(|(_, form)| form.trashed_at.is_none()).map(|(_, form)| learned_of(form)).collect()
    }

    /// The page was read: its fields, with what is planned for each.
    pub(crate) fn lesson_read(
        &mut self,
        reply: ReplyId,
        tab: i32,
        result: Result<Box<Taken>, BrowserProblem>,
        out: &mut Vec<Effect>,
    ) {
        let Ok(taken) = result else {
            Self::refuse(reply, problem("no-access"), out);
            return;
        };
        let snapshot = snapshot::bounded(taken.snapshot);
        let page = snapshot::page(snapshot.clone());
        let mut controls = keyfob_forms::teachable(&page);
        controls.truncate(MAX_TAUGHT);
        if controls.is_empty() {
            Self::refuse(reply, problem("lesson-nothing"), out);
            return;
        }
        let plan = keyfob_forms::plan(&page, &Have::All, &self.learned());
        let control = |index: usize| {
            let fill = plan.fills.iter().find(|fill| fill.control == index);
            let alone = |skip: &keyfob_forms::Skip| skip.control == index && skip.why.code == "learned_alone";
            LessonControl {
                index,
                control: page.controls.get(index).map_or("", |control| control.called()).to_owned(),
                kind: fill.map_or("", |fill| fill.kind).to_owned(),
                field: fill.map_or("", |fill| fill.field).to_owned(),
                alone: plan.skipped.iter().any(alone),
            }
        };
        let id = self.session.next_id("l");
        let view = LessonView {
            id: id.clone(),
            name: self.proposed_name(&page, &plan),
            kind: plan.asks.first().map_or("", |ask| ask.kind).to_owned(),
            kinds: self.lesson_kinds(),
            controls: controls.into_iter().map(control).collect(),
        };
        // Whatever reads the page anew would take the fields of this lesson from under the person's pointer.
        self.session.plans.retain(|plan| plan.tab != tab);
        self.session.watches.retain(|watch| watch.tab != tab);
        self.session.lesson = Some(StoredLesson { id, tab, document: taken.document, snapshot });
        self.changed = true;
        Self::respond(reply, UiResponse::Lesson { lesson: Box::new(view) }, out);
    }

    /// What the form is called already, or what its page calls it. The document's title would name the site.
    fn proposed_name(&self, page: &Page, plan: &keyfob_forms::Plan) -> String {
        let place = Place::of(page);
        let vault = self.opened_vault();
        let known = vault.and_then(|vault| vault.learned().find(|(_, form)| same_place(form, &place)));
        let known = known.map(|(_, form)| form.name.clone());
        let plugin = || plan.plugin.map(|form| form.plugin.to_owned());
        known.or_else(plugin).or_else(|| page.headings.first().cloned()).unwrap_or(place.plugin)
    }

    fn lesson_kinds(&self) -> Vec<LessonKind> {
        let kind = |(provider, kind): (&'static keyfob_recipes::Provider, &'static keyfob_recipes::Kind)| LessonKind {
            kind: kind.id.to_owned(),
            name: format!("{} · {}", provider.name, kind.name.get(self.language())),
            fields: kind
                .fields
                .iter()
                .map(|field| LessonPart {
                    field: field.name.to_owned(),
                    name: field.label.get(self.language()).to_owned(),
                })
                .collect(),
        };
        let all = keyfob_recipes::PROVIDERS.iter().flat_map(|of| of.kinds.iter().map(move |kind| (of, kind)));
        let mut kinds: Vec<LessonKind> = all.map(kind).collect();
        sort_by_key(&mut kinds, |kind| kind.name.to_lowercase());
        kinds
    }

    /// The person wants to point at a field of the lesson's page.
    pub(crate) fn lesson_point(&mut self, reply: ReplyId, lesson: &str, out: &mut Vec<Effect>) {
        match self.session.lesson.as_ref().filter(|own| own.id == lesson) {
            Some(own) => out.push(Effect::Point {
                tab: own.tab,
                document: own.document.clone(),
                nonce: own.snapshot.nonce.clone(),
                then: Then::Pointed(reply),
            }),
            None => Self::refuse(reply, problem("page-changed"), out),
        }
    }

    pub(crate) fn pointed(then: &Then, result: Result<Option<usize>, BrowserProblem>, out: &mut Vec<Effect>) {
        let Then::Pointed(reply) = *then else { return };
        match result {
            Ok(index) => Self::respond(reply, UiResponse::Pointed { index }, out),
            Err(BrowserProblem::Behind) => Self::refuse(reply, problem("tab-behind"), out),
            Err(_) => Self::refuse(reply, problem("page-changed"), out),
        }
    }

    /// Keeps a lesson. What was taught of the same kinds on this page before is replaced.
    pub(crate) fn lesson_keep(
        &mut self,
        reply: ReplyId,
        (lesson, name): (&str, &str),
        fields: Vec<TaughtField>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let own = self.session.lesson.as_ref().filter(|own| own.id == lesson);
        let Some((own, vault)) = own.zip(self.opened_vault()) else {
            Self::refuse(reply, problem("page-changed"), out);
            return;
        };
        let page = snapshot::page(own.snapshot.clone());
        let part = |of: TaughtField| (of.index, Part { kind: of.kind, field: of.field });
        let lesson: Vec<(usize, Part)> = fields.into_iter().map(part).collect();
        let learned = match keyfob_forms::learn(&page, &named(name), &lesson) {
            Ok(learned) => learned,
            Err(cannot) => {
                Self::refuse(reply, why_not(cannot), out);
                return;
            }
        };
        let before = vault.learned().find(|(_, form)| form.trashed_at.is_none() && same_place(form, &learned.place));
        let mut form = form_of(&learned);
        let id = match before {
            Some((id, before)) => {
                let stays = |old: &&LearnedControl| {
                    !old.kind.is_empty()
                        && form.fields.iter().all(|new| {
                            new.kind != old.kind && (&new.name, &new.id, &new.label) != (&old.name, &old.id, &old.label)
                        })
                };
                let kept: Vec<LearnedControl> = before.fields.iter().filter(stays).cloned().collect();
                form.fields.extend(kept);
                id
            }
            None => RecordId::random(rng),
        };
        if let Some(full) = self.full_with(id, &form) {
            Self::refuse(reply, full, out);
            return;
        }
        let mut batch = vault.batch(self.now);
        batch.put_learned(id, form);
        let staged = batch.seal(rng);
        // The next look at the page reads it anew.
        self.session.lesson = None;
        self.store(reply, Some(staged), out);
    }

    /// Why there is no room for this form beside the others.
    fn full_with(&self, id: RecordId, form: &LearnedForm) -> Option<Problem> {
        let live = |(other, form): &(RecordId, &LearnedForm)| *other != id && form.trashed_at.is_none();
        let others = self.opened_vault().into_iter().flat_map(|vault| vault.learned()).filter(live);
        let (many, size) = others.fold((0, size_of(form)), |(many, size), (_, form)| (many + 1, size + size_of(form)));
        let full = many >= MAX_LEARNED || size > MAX_LEARNED_SIZE;
        full.then(|| problem_with("learned-full", &[&many.to_string()]))
    }

    pub(crate) fn learned_list(&self, reply: ReplyId, out: &mut Vec<Effect>) {
        let vault = self.opened_vault();
        let all = vault.into_iter().flat_map(|vault| vault.learned());
        let mut forms: Vec<LearnedView> = all.map(|(id, form)| self.learned_view(id, form)).collect();
        sort_by_key(&mut forms, |form| (form.trashed_at.is_some(), form.name.to_lowercase()));
        Self::respond(reply, UiResponse::Learned { forms }, out);
    }

    fn learned_view(&self, id: RecordId, form: &LearnedForm) -> LearnedView {
        let field = |field: &LearnedField| {
            let (provider, name) = self.names(&field.kind);
            let takes = format!("{provider} · {name}: {}", self.field_name(&field.kind, &field.field));
            LearnedFieldView {
                control: field.called().to_owned(),
                takes: if field.kind.is_empty() { String::new() } else { takes },
            }
        };
        let learned = learned_of(form);
        let query: Vec<String> = form.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        LearnedView {
            id: id.to_string(),
            name: form.name.clone(),
            page: if query.is_empty() { form.path.clone() } else { format!("{}?{}", form.path, query.join("&")) },
            file: learned.slug(),
            fields: learned.fields.iter().map(field).collect(),
            changed_at: form.changed_at,
            trashed_at: form.trashed_at,
        }
    }

    pub(crate) fn learned_rename(
        &mut self,
        reply: ReplyId,
        form: &str,
        name: &str,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let name = named(name);
        if name.is_empty() {
            Self::refuse(reply, problem("lesson-nameless"), out);
        } else {
            self.change_learned(reply, form, |form| form.name = name, rng, out);
        }
    }

    pub(crate) fn learned_delete(
        &mut self,
        reply: ReplyId,
        form: &str,
        deleted: bool,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let back = self.learned_form(form).filter(|_| !deleted);
        if let Some(full) = back.and_then(|(id, form)| self.full_with(id, &form)) {
            Self::refuse(reply, full, out);
            return;
        }
        let at = deleted.then_some(self.now);
        self.change_learned(reply, form, |form| form.trashed_at = at, rng, out);
    }

    fn change_learned(
        &mut self,
        reply: ReplyId,
        form: &str,
        change: impl FnOnce(&mut LearnedForm),
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let staged = self.learned_form(form).and_then(|(id, mut form)| {
            change(&mut form);
            let mut batch = self.opened_vault()?.batch(self.now);
            batch.put_learned(id, form);
            Some(batch.seal(rng))
        });
        self.store(reply, staged, out);
    }

    fn learned_form(&self, id: &str) -> Option<(RecordId, LearnedForm)> {
        let id: RecordId = id.parse().ok()?;
        let form = self.opened_vault()?.learned().find(|(other, _)| *other == id)?.1;
        Some((id, form.clone()))
    }

    pub(crate) fn learned_export(&self, reply: ReplyId, form: &str, out: &mut Vec<Effect>) {
        let Some((_, form)) = self.learned_form(form) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        match learned_of(&form).recipe(&month_of(form.changed_at)) {
            Ok(text) => Self::respond(reply, UiResponse::Text { text }, out),
            Err(NoRecipe::NothingFilled) => Self::refuse(reply, problem("recipe-empty"), out),
            Err(NoRecipe::Page) => Self::refuse(reply, problem("recipe-page"), out),
            Err(NoRecipe::Nameless(field)) => Self::refuse(reply, problem_with("recipe-nameless", &[&field]), out),
        }
    }
}

/// The sentence for a lesson that cannot be kept.
fn why_not(cannot: Cannot) -> Problem {
    match cannot {
        Cannot::Empty => problem("lesson-empty"),
        Cannot::Portal => problem("lesson-nothing"),
        Cannot::Unknown => problem("page-changed"),
        Cannot::Never(field, _) => problem_with("lesson-never", &[&field]),
        Cannot::Alike(field) => problem_with("lesson-alike", &[&field]),
    }
}

fn named(name: &str) -> String {
    name.trim().chars().take(MAX_NAME).collect()
}

/// Bytes of a form's texts.
fn size_of(form: &LearnedForm) -> usize {
    let field = |of: &LearnedControl| {
        [&of.name, &of.id, &of.data_name, &of.label, &of.kind, &of.field].map(String::len).iter().sum::<usize>()
    };
    let query = form.query.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>();
    let own = [&form.name, &form.plugin, &form.screen, &form.path].map(String::len).iter().sum::<usize>();
    own + query + form.fields.iter().map(field).sum::<usize>()
}

fn same_place(form: &LearnedForm, place: &Place) -> bool {
    (&form.path, &form.query) == (&place.path, &place.query) && (!form.query.is_empty() || form.screen == place.screen)
}

fn learned_of(form: &LearnedForm) -> Learned {
    let field = |of: &LearnedControl| LearnedField {
        name: of.name.clone(),
        id: of.id.clone(),
        data_name: of.data_name.clone(),
        label: of.label.clone(),
        kind: of.kind.clone(),
        field: of.field.clone(),
    };
    Learned {
        name: form.name.clone(),
        place: Place {
            plugin: form.plugin.clone(),
            screen: form.screen.clone(),
            path: form.path.clone(),
            query: form.query.clone(),
        },
        fields: form.fields.iter().map(field).collect(),
    }
}

fn form_of(learned: &Learned) -> LearnedForm {
    let control = |of: &LearnedField| LearnedControl {
        name: of.name.clone(),
        id: of.id.clone(),
        data_name: of.data_name.clone(),
        label: of.label.clone(),
        kind: of.kind.clone(),
        field: of.field.clone(),
    };
    LearnedForm {
        name: learned.name.clone(),
        plugin: learned.place.plugin.clone(),
        screen: learned.place.screen.clone(),
        path: learned.place.path.clone(),
        query: learned.place.query.clone(),
        fields: learned.fields.iter().map(control).collect(),
        ..LearnedForm::default()
    }
}

/// `YYYY-MM` of a time in milliseconds since the Unix epoch (proleptic Gregorian calendar).
fn month_of(at: u64) -> String {
    let mut days = at / (24 * 60 * 60 * 1000);
    let mut year = 1970_u64;
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    // No clock is far enough ahead for this to take long.
    while year < 9999 {
        let length = if is_leap(year) { 366 } else { 365 };
        if days < length {
            break;
        }
        days -= length;
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}")
}

#[cfg(test)]
mod tests {
    use super::month_of;

    #[test]
    fn a_time_has_its_month() {
        for (at, month) in [
            (0, "1970-01"),
            (951_782_399_999, "2000-02"),
            (951_868_800_000, "2000-03"),
            (1_767_225_599_999, "2025-12"),
            (1_767_225_600_000, "2026-01"),
        ] {
            assert_eq!(month_of(at), month, "{at}");
        }
    }
}
