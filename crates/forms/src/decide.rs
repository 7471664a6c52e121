//! From a page to its plan: what may not be touched, what the person taught, what a recipe knows, what the words say,
//! what is at hand.
// long: one desk decides about one page, step after step.

mod taught;

use crate::{
    concept::Concept,
    evidence::{self, Choosers, Near},
    group::{self, Group},
    guard::{self, Guard},
    kinds::{self, Chosen, Member},
    known::{self, Known},
    learned::{self, Learned},
    outcome,
    page::{Control, Page},
    plan::{Ask, Constant, Fill, Have, Plan, Skip},
    provider::{self, Level},
    reading,
    why::{Arg, Why, provider_name},
    words::words,
};
use keyfob_sorted::sort_by_key;

/// Confidence under which nothing is filled.
pub const FLOOR: u8 = 60;

/// Makes the plan for a page; `learned` are the forms that the person taught. Every control ends up either in
/// [`Plan::fills`] or in [`Plan::skipped`], once.
#[must_use]
pub fn plan(page: &Page, have: &Have, learned: &[Learned]) -> Plan {
    let mut desk = Desk::new(page, have);
    desk.guard();
    let taught = learned::read(page, learned);
    desk.fill_learned(&taught);
    if let Some((form, field)) = taught.changed {
        return desk.say_changed(form, &field);
    }
    let known = known::read(page);
    for form in &known.forms {
        desk.fill_known(form);
    }
    desk.read_words(known.empty.is_some());
    desk.finish(known.empty)
}

/// What was decided about one control.
#[derive(Debug)]
enum Fate {
    Open,
    Fill { kind: &'static str, field: &'static str, confidence: u8, why: Why },
    Skip { why: Why, relevant: bool },
}

struct Desk<'a> {
    page: &'a Page,
    have: &'a Have,
    readings: Vec<Option<reading::Reading>>,
    fates: Vec<Fate>,
    /// Control that made it known, and the ask.
    asks: Vec<(usize, Ask)>,
    plugin: Option<&'static keyfob_recipes::Form>,
    /// What the person calls the form that they taught.
    learned: Option<String>,
    guard: Guard,
    /// Locked controls, and the constants that set them.
    locked: Vec<(usize, String)>,
    constants: Vec<Constant>,
    /// Kind and field of what is asked for.
    wants: Vec<(&'static str, &'static str)>,
}

impl<'a> Desk<'a> {
    fn new(page: &'a Page, have: &'a Have) -> Self {
        let readings: Vec<_> = page.controls.iter().map(reading::read).collect();
        let concepts: Vec<_> = readings.iter().map(|reading| reading.map(|reading| reading.concept)).collect();
        Self {
            page,
            have,
            wants: Vec::new(),
            locked: Vec::new(),
            constants: Vec::new(),
            fates: page.controls.iter().map(|_| Fate::Open).collect(),
            asks: Vec::new(),
            plugin: None,
            learned: None,
            guard: Guard::new(page, &concepts),
            readings,
        }
    }

    fn skip(&mut self, control: usize, why: Why, relevant: bool) {
        if let Some(fate @ Fate::Open) = self.fates.get_mut(control) {
            *fate = Fate::Skip { why, relevant };
        }
    }

    fn concept(&self, control: usize) -> Option<Concept> {
        self.readings.get(control).copied().flatten().map(|reading| reading.concept)
    }

    /// Settles what is never filled.
    fn guard(&mut self) {
        let clear =
            |desk: &Self, index| desk.concept(index).is_some_and(|concept| concept.fillable() && !concept.ordinary());
        let mut all = self.page.controls.iter().enumerate();
        let any_in_sight = all.any(|(index, control)| control.visible && clear(self, index));
        for (index, control) in self.page.controls.iter().enumerate() {
            let clear = clear(self, index);
            if let Some(why) = guard::unusable(control) {
                // A locked or unseen key field is worth a word; a folded one only where no other is in sight.
                let folded = why.code == guard::UNSEEN && any_in_sight;
                let locked = control.visible && (control.disabled || control.readonly);
                let concept = self.concept(index).filter(|_| locked && clear);
                let constant = concept.and_then(|concept| guard::constant_of(control, concept));
                let why = constant.map_or(why, |name| {
                    let why = Why::with("by_constant", [name.as_str()]);
                    self.locked.push((index, name));
                    why
                });
                let relevant = clear && !folded && (control.is_text() || control.is_select());
                self.skip(index, why, relevant);
            } else if let Some(why) = self.guard.own(index, clear) {
                self.skip(index, why, false);
            }
        }
    }

    /// Fills a form by its recipe, whole or not at all.
    fn fill_known(&mut self, known: &Known) {
        let form = known.form;
        let Some((provider, kind)) = keyfob_recipes::kind(form.kind) else { return };
        if self.is_taught_otherwise(known) {
            return;
        }
        self.plugin = self.plugin.or(Some(form));
        if let Some((control, _)) = known.found.first() {
            let why = Why::with("ask_recipe", [form.plugin.into(), Arg::Kind(kind.id)]);
            self.asks.push((*control, Ask { provider: provider.slug, kind: kind.id, why }));
        }
        for (control, field) in &known.found {
            if field.field.is_empty() {
                self.skip(*control, Why::with("left_alone", [form.plugin]), false);
                continue;
            }
            if let Some(missing) = known.missing.first() {
                let why = Why::with("recipe_partial", [form.plugin.into(), Arg::Part(kind.id, (*missing).to_owned())]);
                self.skip(*control, why, true);
                continue;
            }
            let called = self.called(*control);
            let part = Arg::Part(kind.id, field.field.to_owned());
            let why = Why::with("fill_recipe", [form.plugin.into(), called.into(), part]);
            self.settle(*control, kind.id, field.field, 98, why);
        }
    }

    /// A list and a number hold no secret.
    fn too_small(&self, control: usize, kind: &str, field: &str) -> bool {
        let small =
            self.page.controls.get(control).is_some_and(|control| control.is_select() || control.kind == "number");
        let secret = keyfob_recipes::kind(kind)
            .is_some_and(|(_, kind)| kind.parts().any(|part| part.name == field && part.secret));
        small && secret
    }

    /// Fills a control if the credential and its field are at hand, else says what is not there.
    fn settle(&mut self, control: usize, kind: &'static str, field: &'static str, confidence: u8, why: Why) {
        if self.too_small(control, kind, field) {
            self.skip(control, Why::new("not_a_credential"), false);
            return;
        }
        self.wants.push((kind, field));
        if let Some(at) = self.locked.iter().position(|(locked, _)| *locked == control) {
            let (_, name) = self.locked.swap_remove(at);
            self.constants.push(Constant { name, kind, field });
        }
        let fate = if self.have.field(kind, field) {
            Fate::Fill { kind, field, confidence, why }
        } else {
            Fate::Skip { why: self.not_at_hand(kind, field), relevant: true }
        };
        if let Some(slot @ Fate::Open) = self.fates.get_mut(control) {
            *slot = fate;
        }
    }

    fn not_at_hand(&self, kind: &'static str, field: &str) -> Why {
        if self.have.kind(kind) {
            return Why::with("field_missing", [Arg::Part(kind, field.to_owned())]);
        }
        let other = match self.have {
            Have::All => None,
            Have::Kinds(kinds) => {
                let provider = kind.split('/').next();
                kinds.iter().find(|(id, _)| id.split('/').next() == provider)
            }
        };
        match other {
            Some((other, _)) => {
                let other = keyfob_recipes::kind(other).map_or(Arg::from(other.as_str()), |(_, of)| Arg::Kind(of.id));
                Why::with("wrong_kind", [Arg::Kind(kind), other])
            }
            None => Why::with("no_credential", [Arg::Kind(kind)]),
        }
    }

    /// Reads what no recipe settled by the words on it. With `strict` only what names its provider itself counts.
    fn read_words(&mut self, strict: bool) {
        // What cannot be seen is neither filled nor a neighbour.
        let of_seen = |control: &Control| if control.visible { provider::of_control(control) } else { Ok(None) };
        let near: Near = self.page.controls.iter().map(of_seen).collect();
        let choosers = Choosers::new(&self.page.controls);
        evidence::read_by_recipe(self.page, &near, &choosers, &mut self.readings);
        let evidence = evidence::of_page(self.page, &near, &choosers, &self.readings);
        let host = provider::host(&self.page.url);
        let portal = provider::of_host(&host);
        let imitated = keyfob_recipes::imitated_by(&host).map(|provider| provider.slug);
        let mut groups: Vec<Group> = Vec::new();
        for (index, control) in self.page.controls.iter().enumerate() {
            // A locked field still tells what its neighbours are; a hidden one may belong to another form altogether.
            let locked = control.visible && (control.disabled || control.readonly) && control.is_text();
            let open = matches!(self.fates.get(index), Some(Fate::Open));
            let tells = locked && self.plugin.is_none();
            if !open && !tells {
                continue;
            }
            let Some(reading) = self.readings.get(index).copied().flatten() else { continue };
            if let Some(why) = guard::meaning(reading.concept) {
                self.skip(index, why, matches!(reading.concept, Concept::OneTimeCode | Concept::Webhook));
                continue;
            }
            let found = match evidence.get(index).copied() {
                Some(Ok(Some(found))) => found,
                Some(Err(_)) => {
                    self.nobody(index, reading.concept, "several_providers");
                    continue;
                }
                _ => {
                    self.nobody(index, reading.concept, "no_provider");
                    continue;
                }
            };
            if portal.has(found.provider) {
                self.skip(index, Why::new("portal"), false);
                continue;
            }
            // No recipe knows the form, and its host is named like the provider it asks for: a trap until proven otherwise.
            if self.plugin.is_none()
                && imitated.is_some()
                && imitated == provider::provider(found.provider).map(|of| of.slug)
            {
                self.skip(index, Why::with("look_alike_host", [host.as_str()]), true);
                continue;
            }
            if self.guard.of_server(index) && found.level > Level::Name {
                self.skip(index, Why::new("not_a_credential"), false);
                continue;
            }
            if strict && found.level.of_page() {
                self.skip(index, Why::with("unsure", unsure_args(reading.concept, found.provider)), true);
                continue;
            }
            group::join(&mut groups, index, control, reading.concept, found, &self.readings);
        }
        let live: Vec<usize> = groups.iter().filter(|group| !group.test).map(|group| group.evidence.provider).collect();
        let rivals = group::rivals(self.page, &groups, &self.readings);
        for (group, rival) in groups.iter().zip(rivals) {
            if rival {
                self.leave_to_person(group);
            } else {
                self.fill_group(group, live.contains(&group.evidence.provider));
            }
        }
    }

    /// Says of a group that nothing on the form tells which credential it wants.
    fn leave_to_person(&mut self, group: &Group) {
        let name = provider::provider(group.evidence.provider).map_or("", |provider| provider.name);
        for &control in &group.members {
            self.skip(control, Why::with("kind_unclear", [name]), true);
        }
    }

    /// Says of a control that looks like a credential's that nobody is named.
    fn nobody(&mut self, index: usize, concept: Concept, code: &'static str) {
        if concept.ordinary() {
            self.skip(index, Why::new("not_a_credential"), false);
        } else {
            self.skip(index, Why::with(code, [concept.name()]), true);
        }
    }

    /// Chooses the kind for a group and settles its members.
    fn fill_group(&mut self, group: &Group, live_too: bool) {
        let Some(provider) = provider::provider(group.evidence.provider) else { return };
        let members: Vec<Member<'_>> = group
            .members
            .iter()
            .filter_map(|&control| {
                let reading = self.readings.get(control).copied().flatten()?;
                let of_page = self.page.controls.get(control)?;
                let label = if of_page.label.is_empty() { &of_page.beside } else { &of_page.label };
                Some(Member { control, concept: reading.concept, label, placeholder: &of_page.placeholder })
            })
            .collect();
        // User names, regions and bare words ask for nothing by themselves, unless the provider stands right there.
        let anchored = members.iter().any(|member| !member.concept.ordinary())
            || kinds::credentials(&members)
            || (!group.evidence.level.of_page() && members.iter().any(|member| member.concept.vague()));
        let texts = self.around(group);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let controls = group.members.iter().filter_map(|member| self.page.controls.get(*member));
        let links: Vec<&str> =
            controls.flat_map(|control| control.links.iter().chain(&control.intro_links)).map(String::as_str).collect();
        let chosen = anchored.then(|| kinds::choose(provider, &members, &texts, &links, self.have)).flatten();
        let Some(chosen) = chosen else {
            for member in &members {
                if member.concept.ordinary() {
                    self.skip(member.control, Why::new("not_a_credential"), false);
                } else {
                    self.skip(member.control, Why::with("no_field", [provider.name]), true);
                }
            }
            return;
        };
        // What is locked throughout is not asked for, and what is unclear must not be claimed.
        let open = members.iter().find(|member| matches!(self.fates.get(member.control), Some(Fate::Open)));
        if let Some(first) = open.filter(|_| chosen.clear) {
            let why = ask_why(&chosen, &members, provider.slug);
            self.asks.push((first.control, Ask { provider: provider.slug, kind: chosen.kind.id, why }));
        }
        for (place, member) in members.iter().enumerate() {
            let Some(of) = chosen.matches.iter().find(|of| of.member == place) else {
                let relevant = !member.concept.ordinary();
                let why = if relevant { Why::with("no_field", [provider.name]) } else { Why::new("not_a_credential") };
                self.skip(member.control, why, relevant);
                continue;
            };
            if !chosen.clear {
                self.skip(member.control, Why::with("kind_unclear", [provider.name]), true);
            } else if group.test && live_too && !of_test(chosen.kind.id) {
                self.skip(member.control, Why::new("test_mode"), true);
            } else {
                self.settle_by_words(group, &chosen, member, of);
            }
        }
    }

    fn settle_by_words(&mut self, group: &Group, chosen: &Chosen, member: &Member<'_>, of: &kinds::Match) {
        let Some(reading) = self.readings.get(member.control).copied().flatten() else { return };
        let level = self.level(member.control, group);
        let mut points = reading.sure * of.fit.max(75) / 100 * 65 / 100 + level.points();
        if chosen.whole && chosen.matches.len() > 1 {
            points += 8;
        } else if !chosen.whole {
            // The public part alone is asked for often, and does no harm in the wrong place.
            let public = chosen.matches.iter().all(|of| !of.field.secret);
            points = points.saturating_sub(if public { 10 } else { 25 });
        }
        let control = self.page.controls.get(member.control);
        let another = control.is_some_and(reading::names_another);
        // Under a heading that says more than the provider's name it may be about another thing altogether.
        let loose =
            level >= Level::Intro || (level == Level::Section && control.is_some_and(reading::stands_under_more));
        if loose && another && !of.by_name() {
            points = points.saturating_sub(35);
        }
        // A name in the source, of a provider named in passing.
        if level >= Level::Intro && !reading.visible {
            points = points.saturating_sub(20);
        }
        let confidence = u8::try_from(points.min(97)).unwrap_or(97);
        if confidence < FLOOR {
            self.skip(member.control, Why::with("unsure", unsure_args(member.concept, group.evidence.provider)), true);
            return;
        }
        let called = control.map_or("", Control::called);
        let name = provider::provider(group.evidence.provider).map_or("", |provider| provider.name);
        let code = if reading.visible { "fill_label" } else { "fill_name" };
        let why = Why::with(code, [called, name, level.words()]);
        self.settle(member.control, chosen.kind.id, of.field.name, confidence, why);
    }

    /// Where the provider was named for this control; what names it is worth no less than its group's evidence.
    fn level(&self, control: usize, group: &Group) -> Level {
        let own = self.page.controls.get(control).map(provider::of_control);
        match own {
            Some(Ok(Some(found))) if found.provider == group.evidence.provider => found.level,
            _ => group.evidence.level,
        }
    }

    /// The words around a group that tell versions and modes apart.
    fn around(&self, group: &Group) -> Vec<String> {
        let mut texts: Vec<String> = vec![group.part.clone()];
        for control in group.members.iter().filter_map(|member| self.page.controls.get(*member)) {
            texts.extend(
                [&control.label, &control.beside, &control.section, &control.group, &control.help, &control.name]
                    .map(Clone::clone),
            );
            texts.extend(one_version(&reading::affirmed(&control.intro)));
        }
        texts.extend(self.page.headings.iter().take(8).cloned());
        texts
    }

    fn finish(mut self, empty: Option<&'static keyfob_recipes::Form>) -> Plan {
        let (plugin, learned, wants) = (self.plugin, self.learned, self.wants);
        let mut plan = Plan { plugin, learned, wants, constants: self.constants, ..Plan::default() };
        sort_by_key(&mut self.asks, |(control, _)| *control);
        for (_, ask) in std::mem::take(&mut self.asks) {
            if !plan.asks.iter().any(|other| other.kind == ask.kind) {
                plan.asks.push(ask);
            }
        }
        for (index, (fate, control)) in self.fates.into_iter().zip(&self.page.controls).enumerate() {
            match fate {
                Fate::Fill { kind, field, confidence, why } => {
                    let replaces =
                        if control.is_select() { false } else { !matches!(control.state.as_str(), "" | "empty") };
                    plan.fills.push(Fill { control: index, kind, field, confidence, why, replaces });
                }
                Fate::Skip { why, relevant } => plan.skipped.push(Skip { control: index, why, relevant }),
                Fate::Open => {
                    plan.skipped.push(Skip { control: index, why: Why::new("not_a_credential"), relevant: false });
                }
            }
        }
        plan.after = outcome::after(self.page, &plan);
        plan.problem = outcome::problem(self.page, &plan, empty);
        plan
    }
}

/// The version that a text speaks of, where it is one.
fn one_version(text: &str) -> Option<String> {
    let of_version =
        |word: &String| word.len() == 2 && word.starts_with('v') && word.ends_with(|c: char| c.is_ascii_digit());
    let mut all: Vec<String> = words(text).into_iter().filter(of_version).collect();
    all.dedup();
    if all.len() == 1 { all.pop() } else { None }
}

fn of_test(kind: &str) -> bool {
    words(kind).iter().any(|word| word == "test" || word == "sandbox")
}

fn unsure_args(concept: Concept, id: provider::Id) -> [&'static str; 2] {
    [concept.name(), provider::provider(id).map_or("", |provider| provider.name)]
}

fn ask_why(chosen: &Chosen, members: &[Member<'_>], provider: &str) -> Why {
    let parts: Vec<&str> =
        chosen.matches.iter().filter_map(|of| Some(members.get(of.member)?.concept.name())).collect();
    match chosen.kind.id {
        "constant-contact/v2-token" if parts.len() > 1 => Why::new("ask_v2"),
        "constant-contact/v3-app" if parts.len() > 1 => Why::new("ask_v3"),
        id if parts.len() > 1 => Why::with("ask_pair", [parts.join(" + ").as_str().into(), Arg::Kind(id)]),
        _ => Why::with("ask_single", [parts.first().copied().unwrap_or("value"), provider_name(provider)]),
    }
}
