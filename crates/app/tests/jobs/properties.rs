//! Whatever happens in whatever order, nothing panics, and what was answered as kept is in the vault or the inbox.

use crate::common::{MINUTE, PASSPHRASE, Portal, World, answer};
use crate::fill::{PAGE, settings};
use crate::guide::{DIALOG, HOSTS, KEYS, MAILCHIMP, SHOWN, key};
use crate::inbox::{KIND, api_key, my_keys, token, token_window};
use keyfob_app::{BrowserProblem, Event, HttpProblem, StoreProblem, Then};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{UiRequest, UiResponse, VaultView};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Act {
    Start(bool),
    Grant,
    TakeGrants,
    Show(u8, u8),
    MyKeys,
    Token,
    Pick(u8),
    Select(u8),
    Keep(usize, bool),
    KeepCommand,
    Drop(usize),
    Lock,
    Unlock,
    WrongPassphrase,
    Wait(u64),
    KillWorker,
    KillAfter(usize),
    KillBrowser,
    NextWrite(bool),
    Stop,
    Open,
    Plan,
    Confirm,
    Edit,
    Delete,
    Oauth,
    Redirected(bool),
    Answered(bool),
    CloseTab(i32),
    Tick,
    Verify,
    Replace,
    KeepOld,
    MarkOff(bool),
    Dismiss,
}

fn act() -> impl Strategy<Value = Act> {
    use Act as A;
    prop_oneof![
        3 => any::<bool>().prop_map(A::Start),
        3 => Just(A::Grant),
        1 => Just(A::TakeGrants),
        4 => (0..4_u8, 0..4_u8).prop_map(|(a, b)| A::Show(a, b)),
        3 => Just(A::MyKeys),
        3 => Just(A::Token),
        1 => (0..4_u8).prop_map(A::Pick),
        1 => (0..4_u8).prop_map(A::Select),
        8 => (0..3_usize, any::<bool>()).prop_map(|(at, label)| A::Keep(at, label)),
        2 => Just(A::KeepCommand),
        1 => (0..3_usize).prop_map(A::Drop),
        3 => Just(A::Lock),
        4 => Just(A::Unlock),
        1 => Just(A::WrongPassphrase),
        1 => (0..40_u64).prop_map(A::Wait),
        2 => Just(A::KillWorker),
        4 => (0..12_usize).prop_map(A::KillAfter),
        1 => Just(A::KillBrowser),
        2 => any::<bool>().prop_map(A::NextWrite),
        1 => Just(A::Stop),
        1 => Just(A::Open),
        1 => Just(A::Plan),
        1 => Just(A::Confirm),
        1 => Just(A::Edit),
        1 => Just(A::Delete),
        1 => Just(A::Oauth),
        1 => any::<bool>().prop_map(A::Redirected),
        1 => any::<bool>().prop_map(A::Answered),
        1 => (0..8).prop_map(A::CloseTab),
        2 => Just(A::Tick),
        2 => Just(A::Verify),
        1 => Just(A::Replace),
        1 => Just(A::KeepOld),
        1 => any::<bool>().prop_map(A::MarkOff),
        1 => Just(A::Dismiss),
    ]
}

/// Four keys that end differently, so that a preview tells which one it is.
fn value(number: u8) -> String {
    let key = key("0123456789abcdef");
    format!("{}{number}", &key[..key.len() - 1])
}

/// The value that a preview stands for.
fn meant(preview: &str) -> String {
    let all = (0..4).map(value).chain([api_key(), token()]);
    let tail = preview.trim_start_matches('•');
    all.into_iter().find(|value| value.ends_with(tail)).expect("one of ours")
}

/// A test with what it was promised.
struct Promised {
    world: World,
    /// The values whose Keep was answered with Done.
    kept: BTreeSet<String>,
    /// The person deleted a credential, so that nothing can be said any more.
    deleted: bool,
}

impl Promised {
    fn ask(&mut self, request: UiRequest) -> Option<UiResponse> {
        self.world.try_ask(request)
    }

    fn held(&mut self, at: usize) -> Option<keyfob_protocol::ui::HeldView> {
        let held = self.world.view_if_alive()?.held;
        let at = at.checked_rem(held.len())?;
        held.into_iter().nth(at)
    }

    fn act(&mut self, act: Act) {
        let text = |text: &str| SecretText::new(text.to_owned());
        match act {
            Act::Start(mailchimp) => {
                self.ask(UiRequest::GuideStart {
                    kind: if mailchimp { MAILCHIMP } else { KIND }.to_owned(),
                    client: "Bakery".to_owned(),
                    site: "https://bakery.example".to_owned(),
                    integration: String::new(),
                    tab: None,
                    replaces: String::new(),
                });
            }
            Act::Grant => {
                self.world.grant(HOSTS);
                self.world.grant(crate::inbox::HOSTS);
                self.world.grant(&["https://authz.constantcontact.com/*", "https://api.constantcontact.com/*"]);
                self.world.grant(&["https://*.api.mailchimp.com/*"]);
            }
            Act::TakeGrants => {
                self.world.grants.clear();
                self.world.happens(Event::PermissionsChanged);
            }
            Act::Show(one, two) => {
                if let Some(mut page) = Portal::load(&mut self.world, 7, "d1", KEYS) {
                    let (one, two) = (value(one), value(two));
                    page.try_report(&mut self.world, SHOWN, DIALOG, &[(&one, "API key"), (&two, "API key")]);
                }
            }
            Act::MyKeys => {
                my_keys(&mut self.world);
            }
            Act::Token => {
                token_window(&mut self.world);
            }
            Act::Pick(number) => {
                if let Some(page) = Portal::load(&mut self.world, 7, "d1", KEYS) {
                    page.try_pick(&mut self.world, &value(number));
                }
            }
            Act::Select(number) => {
                self.world.happens(Event::Selected { text: text(&value(number)), url: KEYS.to_owned() });
            }
            Act::Keep(at, relabel) => {
                if let Some(held) = self.held(at) {
                    let label = if relabel { "Another".to_owned() } else { held.label.clone() };
                    let answer = self.ask(UiRequest::Keep { held: held.id, label });
                    if matches!(answer, Some(UiResponse::Done)) {
                        self.kept.insert(meant(&held.preview));
                    }
                }
            }
            Act::KeepCommand => {
                self.world.happens(Event::KeepCommand);
            }
            Act::Drop(at) => {
                if let Some(held) = self.held(at) {
                    self.ask(UiRequest::Drop { held: held.id });
                }
            }
            Act::Lock => {
                self.ask(UiRequest::VaultLock);
            }
            Act::Unlock => {
                self.ask(UiRequest::VaultUnlock { passphrase: text(PASSPHRASE) });
            }
            Act::WrongPassphrase => {
                self.ask(UiRequest::VaultUnlock { passphrase: text("not the passphrase") });
            }
            Act::Wait(minutes) => self.world.now += minutes * MINUTE,
            Act::KillWorker => self.world.kill_worker(),
            Act::KillAfter(effects) => self.world.kill_after = Some(self.world.performed + effects),
            Act::KillBrowser => self.world.kill_browser(),
            Act::NextWrite(full) => {
                let problem = if full { StoreProblem::Full } else { StoreProblem::Failed };
                self.world.writes_fail.push_back(Some(problem));
            }
            Act::Stop => {
                self.ask(UiRequest::GuideStop);
            }
            Act::Open => {
                self.ask(UiRequest::GuideOpen);
            }
            Act::Plan => {
                self.ask(UiRequest::FillPlan { tab: 1 });
            }
            Act::Confirm => {
                let plan = self.world.view_if_alive().and_then(|view| view.page).and_then(|page| page.plan);
                if let Some(plan) = plan {
                    self.ask(UiRequest::FillConfirm { plan: plan.id });
                }
            }
            Act::Edit => {
                if let Some(credential) = self.any() {
                    self.ask(UiRequest::Edit { credential, label: "Edited".to_owned(), client: String::new() });
                }
            }
            Act::Delete => {
                if let Some(credential) = self.any() {
                    let sender = crate::common::surface("/manager.html");
                    let request = UiRequest::Delete { credential };
                    self.world.send(sender, keyfob_app::Incoming::Ui(request));
                    self.deleted = true;
                }
            }
            Act::Oauth => {
                if let Some(app) = self.any() {
                    self.ask(UiRequest::OauthStart {
                        kind: "constant-contact/v3-oauth".to_owned(),
                        app,
                        replaces: String::new(),
                    });
                }
            }
            Act::Redirected(good) => {
                let result = if good { Ok(text("https://x.example/")) } else { Err(BrowserProblem::Closed) };
                self.world.happens(Event::Redirected { result });
            }
            Act::Answered(good) => {
                let result = if good { answer(200, "{}") } else { Err(HttpProblem::Offline) };
                if self.world.asked.is_empty() {
                    self.world.happens(Event::Answered { then: Then::Connection, result });
                } else {
                    self.world.answers(result);
                }
            }
            Act::CloseTab(tab) => {
                self.world.happens(Event::TabClosed { tab });
            }
            Act::Tick => {
                self.world.happens(Event::Tick);
            }
            Act::Verify => {
                if let Some(credential) = self.any() {
                    self.ask(UiRequest::Verify { credential });
                }
            }
            Act::Replace => {
                if let Some(replaces) = self.any() {
                    self.ask(UiRequest::GuideStart {
                        kind: MAILCHIMP.to_owned(),
                        client: String::new(),
                        site: String::new(),
                        integration: String::new(),
                        tab: None,
                        replaces,
                    });
                }
            }
            Act::KeepOld => {
                if let Some(credential) = self.any() {
                    self.ask(UiRequest::RotateStop { credential });
                }
            }
            Act::MarkOff(off) => {
                if let Some(credential) = self.any() {
                    self.ask(UiRequest::MarkOff { credential, off });
                }
            }
            Act::Dismiss => {
                let first = self.world.view_if_alive().and_then(|view| view.attention.into_iter().next());
                if let Some(first) = first {
                    self.ask(UiRequest::Dismiss { credential: first.credential, warning: first.warning });
                }
            }
        }
    }

    fn any(&mut self) -> Option<String> {
        self.world.view_if_alive()?.credentials.first().map(|credential| credential.id.clone())
    }
}

/// All values of all credentials, once the vault is open and the inbox merged.
fn values(world: &mut World) -> Vec<String> {
    world.kill_after = None;
    world.writes_fail.clear();
    world.kill_worker();
    if !matches!(world.view().vault, VaultView::Open { .. }) {
        world.unlock();
    }
    assert_eq!((world.in_inbox(), world.view().inbox), (0, 0));
    let all: Vec<(String, String)> = world
        .credentials()
        .into_iter()
        .flat_map(|credential| {
            let id = credential.id;
            credential.fields.into_iter().map(move |field| (id.clone(), field.field))
        })
        .collect();
    all.into_iter().map(|(id, field)| world.reveal(&id, &field)).collect()
}

proptest! {
    #[test]
    fn what_was_kept_is_there_whatever_happens(acts in prop::collection::vec(act(), 1..60)) {
        let mut world = World::with_vault();
        world.page = Some(("doc".to_owned(), settings(PAGE)));
        let all: Vec<String> = (0..4).map(value).chain([token()]).collect();
        all.iter().for_each(|value| world.guard(value));
        let mut promised = Promised { world, kept: BTreeSet::new(), deleted: false };
        for act in acts {
            promised.act(act);
        }
        let there: BTreeSet<String> = values(&mut promised.world).into_iter().collect();
        if !promised.deleted {
            prop_assert!(promised.kept.is_subset(&there), "kept {:?}, there {there:?}", promised.kept);
        }
    }
}
