//! What a surface knows and what it can do: one [`View`] from the background, what is being chosen, what is under way.

use crate::browser::{self, Tab};
use crate::part::Part;
use crate::shown::{self, Exchanged, Told};
use crate::talk::{self, Sent};
use core::pin::Pin;
use core::time::Duration;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{
    CheckState, CredentialView, KindView, OffState, PlanView, Problem, ServiceView, Stage, Surface, UiRequest,
    UiResponse, VaultView, View,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often a surface looks while the browser or a server has the word.
const WAITING: Duration = Duration::from_secs(2);

/// Which whole-page picture a surface shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Nothing is known yet.
    Loading,
    /// The background did not answer.
    Silent,
    /// First run: there is no vault.
    Create,
    /// The vault is locked.
    Unlock,
    /// The store cannot be read.
    Unreadable,
    /// The vault is open.
    Home,
}

/// What the person is about to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choosing {
    /// Nothing.
    Nothing,
    /// One of a provider's kinds: its slug.
    Provider(String),
    /// A kind, ready to start: its id.
    Kind(String),
}

/// What a page does before it has a request to send.
pub type First = Pin<Box<dyn Future<Output = Result<UiRequest, Problem>>>>;

/// Everything a surface holds. Copies share the same signals.
#[derive(Clone, Copy)]
pub struct App {
    /// Which surface this is.
    pub surface: Surface,
    /// The last view.
    pub view: RwSignal<Option<View>>,
    /// What can be guided to; asked for once.
    pub services: RwSignal<Vec<ServiceView>>,
    /// What went wrong with the last thing the person did.
    pub problem: RwSignal<Option<Problem>>,
    /// The name of what is under way; empty for nothing.
    pub busy: RwSignal<String>,
    /// The tab this surface stands beside.
    pub tab: RwSignal<Tab>,
    /// The plan for the page.
    pub plan: RwSignal<Option<PlanView>>,
    /// The page is being read.
    pub planning: RwSignal<bool>,
    /// What the person is about to start.
    pub choosing: RwSignal<Choosing>,
    /// What a screen reader is told.
    pub said: RwSignal<String>,
    /// Whether one view request is under way, and whether another was asked for meanwhile.
    asking: StoredValue<(bool, bool)>,
    /// When another plan took the place of the one shown.
    exchanged: StoredValue<Exchanged>,
    /// The next look at a job that waits for the browser or a server.
    next_look: StoredValue<Option<TimeoutHandle>>,
}

impl App {
    /// A surface that knows nothing yet.
    pub fn new(surface: Surface) -> Self {
        Self {
            surface,
            view: RwSignal::new(None),
            services: RwSignal::new(Vec::new()),
            problem: RwSignal::new(None),
            busy: RwSignal::new(String::new()),
            tab: RwSignal::new(Tab::default()),
            plan: RwSignal::new(None),
            planning: RwSignal::new(false),
            choosing: RwSignal::new(Choosing::Nothing),
            said: RwSignal::new(String::new()),
            asking: StoredValue::new((false, false)),
            exchanged: StoredValue::new(Exchanged::default()),
            next_look: StoredValue::new(None),
        }
    }

    /// Learns where it stands and asks for the first view; from then on it follows the background's notices.
    pub fn begin(self) {
        talk::on_change(move || self.refresh());
        spawn_local(async move {
            self.tab.set(browser::active_tab().await);
            // A background that does not answer says so with the view.
            if let Ok(UiResponse::Services { services }) = talk::ask(&UiRequest::Services).await {
                self.services.set(services);
            }
            self.refresh();
        });
    }

    /// Part of the view, told of only when that part changes.
    pub fn part<T: PartialEq + Send + 'static>(self, read: fn(&View) -> T) -> Part<T> {
        Part::new(self, read)
    }

    /// Which picture to show. While the vault is being opened or made, the form that was sent stays.
    pub fn screen(self) -> Memo<Screen> {
        Memo::new(move |before: Option<&Screen>| {
            let silent = self.problem.with(Option::is_some);
            self.view.with(|view| match view.as_ref().map(|view| &view.vault) {
                None if silent => Screen::Silent,
                None => Screen::Loading,
                Some(VaultView::Absent) => Screen::Create,
                Some(VaultView::Working) if before == Some(&Screen::Create) => Screen::Create,
                Some(VaultView::Locked { .. } | VaultView::Working) => Screen::Unlock,
                Some(VaultView::Unreadable { .. }) => Screen::Unreadable,
                Some(VaultView::Open { .. }) => Screen::Home,
            })
        })
    }

    /// Asks for the view. Requests that come while one is under way become one more.
    pub fn refresh(self) {
        let (under_way, _) = self.asking.get_value();
        self.asking.set_value((true, under_way));
        if under_way {
            return;
        }
        spawn_local(async move {
            loop {
                self.asking.set_value((true, false));
                let tab = self.tab.with_untracked(|tab| tab.id);
                match talk::ask(&UiRequest::View { surface: self.surface, tab }).await {
                    Ok(UiResponse::View { view }) => self.take(*view),
                    Ok(_) => {}
                    Err(problem) => self.problem.set(Some(problem)),
                }
                if !self.asking.get_value().1 {
                    break;
                }
            }
            self.asking.set_value((false, false));
        });
    }

    fn take(self, view: View) {
        // What was planned before this surface opened may have been another page: only its own plan is brought up to date.
        if let Some(plan) = view.page.as_ref().and_then(|page| page.plan.clone()) {
            let told = self.plan.with_untracked(|shown| shown::told(shown.as_ref(), &plan));
            if told == Told::Another {
                self.exchanged.update_value(|exchanged| exchanged.at(browser::now()));
            }
            if told != Told::Other {
                self.plan.set(Some(plan));
            }
        }
        if !matches!(view.vault, VaultView::Open { .. }) {
            self.choosing.set(Choosing::Nothing);
            self.plan.set(None);
        }
        // What the browser or a server has to answer may come when no background runs that could tell of it.
        let stage = view.job.as_ref().map(|job| job.stage);
        let waiting = matches!(stage, Some(Stage::Permission | Stage::Consent | Stage::Exchanging | Stage::Code))
            || view.credentials.iter().chain(view.job.as_ref().and_then(|job| job.credential.as_ref())).any(is_asked);
        let next = waiting.then(|| set_timeout_with_handle(move || self.refresh(), WAITING).ok()).flatten();
        if let Some(last) = self.next_look.get_value() {
            last.clear();
        }
        self.next_look.set_value(next);
        self.view.set(Some(view));
    }

    /// Whether the plan that is shown has been there for long enough to be what the person confirms.
    pub fn has_seen_plan(self) -> bool {
        self.exchanged.get_value().is_seen(browser::now())
    }

    /// Sends a request as the thing that is under way, then asks for the view. One at a time.
    pub fn act(self, name: &str, request: UiRequest) {
        self.act_then(name, request, Box::new(|_| {}));
    }

    /// Like [`Self::act`], and hands on the answer.
    pub fn act_then(self, name: &str, request: UiRequest, then: Box<dyn FnOnce(UiResponse)>) {
        if self.busy.with_untracked(|busy| !busy.is_empty()) {
            return;
        }
        let sent = talk::send(&request);
        drop(request);
        self.follow(name, sent, then);
    }

    /// Asks for something to be shown. Nothing counts as under way meanwhile.
    pub fn learn(self, request: UiRequest, then: Box<dyn FnOnce(UiResponse)>) {
        spawn_local(async move {
            match talk::ask(&request).await {
                Ok(response) => then(response),
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }

    /// Says that something could not be done.
    pub fn fail(self, code: &str) {
        self.problem.set(Some(Problem { code: code.to_owned(), args: Vec::new() }));
    }

    /// Does first what only the page can do, such as asking a passkey, and sends the request that comes of it.
    pub fn act_after(self, name: &str, first: First, then: Box<dyn FnOnce(UiResponse)>) {
        if self.busy.with_untracked(|busy| !busy.is_empty()) {
            return;
        }
        self.busy.set(name.to_owned());
        self.problem.set(None);
        let name = name.to_owned();
        spawn_local(async move {
            match first.await {
                Ok(request) => self.follow(&name, talk::send(&request), then),
                Err(problem) => {
                    self.problem.set(Some(problem));
                    self.busy.set(String::new());
                }
            }
        });
    }

    fn follow(self, name: &str, sent: Sent, then: Box<dyn FnOnce(UiResponse)>) {
        self.busy.set(name.to_owned());
        self.problem.set(None);
        spawn_local(async move {
            match talk::answer(sent).await {
                Ok(response) => then(response),
                Err(problem) => self.problem.set(Some(problem)),
            }
            self.busy.set(String::new());
            self.refresh();
        });
    }

    /// Whether that thing is under way.
    pub fn is_busy(self, name: &str) -> bool {
        self.busy.with(|busy| busy == name)
    }

    /// Whether anything is under way.
    pub fn any_busy(self) -> bool {
        self.busy.with(|busy| !busy.is_empty())
    }

    /// Starts a guide. Must be called from a click: the job is sent off, the panel opened and the permission asked
    /// for in this very turn, since the gesture is gone after the first wait. The background goes on by itself.
    pub fn start_guide(self, kind: &KindView, client: String, site: String, integration: String) {
        let tab = self.tab.with_untracked(|tab| tab.id);
        let request =
            UiRequest::GuideStart { kind: kind.kind.clone(), client, site, integration, tab, replaces: String::new() };
        self.start(&request, &kind.hosts);
    }

    /// Starts a connection by OAuth, in the same order as a guide.
    pub fn start_oauth(self, kind: &str, app: String) {
        let request = UiRequest::OauthStart { kind: kind.to_owned(), app, replaces: String::new() };
        self.start(&request, &self.hosts_of(kind));
    }

    /// Starts getting another credential in the place of this one: client, site and plugin stay.
    pub fn start_replacement(self, old: &CredentialView) {
        let (kind, replaces) = (old.kind.clone(), old.id.clone());
        let hosts = self.hosts_of(&kind);
        let request = match &old.linked {
            Some(app) => UiRequest::OauthStart { kind, app: app.clone(), replaces },
            None => UiRequest::GuideStart {
                kind,
                client: old.client.clone(),
                site: String::new(),
                integration: String::new(),
                tab: self.tab.with_untracked(|tab| tab.id),
                replaces,
            },
        };
        self.start(&request, &hosts);
    }

    /// What a kind's guide or connection has to see.
    pub fn hosts_of(self, kind: &str) -> Vec<String> {
        self.kind(kind).map(|kind| kind.hosts).unwrap_or_default()
    }

    /// Sends off what starts a job, opens the panel and asks for the hosts, all in this turn. Must be called from a
    /// click.
    pub fn start(self, request: &UiRequest, hosts: &[String]) {
        if self.busy.with_untracked(|busy| !busy.is_empty()) {
            return;
        }
        let sent = talk::send(request);
        if self.surface != Surface::Panel {
            browser::open_panel(self.tab.with_untracked(|tab| tab.window));
        }
        self.ask_hosts(hosts);
        self.choosing.set(Choosing::Nothing);
        self.follow("start", sent, Box::new(|_| {}));
    }

    /// Sends a request to the provider off and asks for what it needs, in this very turn. Must be called from a click.
    pub fn act_at_provider(self, name: &str, request: &UiRequest, hosts: &[String], refused: UiRequest) {
        if self.busy.with_untracked(|busy| !busy.is_empty()) {
            return;
        }
        let sent = talk::send(request);
        self.ask_hosts_or(hosts, refused);
        self.follow(name, sent, Box::new(|_| {}));
    }

    /// Asks for the hosts of a job. Must be called from a click. A refusal is told to the background; a consent the
    /// background hears of by itself, since this surface may be gone by then.
    pub fn ask_hosts(self, hosts: &[String]) {
        self.ask_hosts_or(hosts, UiRequest::GuideDenied);
    }

    fn ask_hosts_or(self, hosts: &[String], refused: UiRequest) {
        if hosts.is_empty() {
            return;
        }
        let question = browser::request_hosts(hosts);
        spawn_local(async move {
            match browser::granted(question).await {
                Some(false) => {
                    // What was started shows what became of it; there is nothing to add when this is not heard.
                    talk::answer(talk::send(&refused)).await.ok();
                    self.refresh();
                }
                // Firefox leaves the popup open under its question, over the page that comes now.
                Some(true) if self.surface == Surface::Popup => browser::close(),
                Some(true) | None => {}
            }
        });
    }

    /// Asks for the site of a fill, to see by itself what becomes of it. Must be called from a click. A consent the
    /// background hears of by itself; the surface stays, since the page is still to be saved.
    pub fn ask_look(self, plan: String, hosts: &[String]) {
        let question = browser::request_hosts(hosts);
        spawn_local(async move {
            if browser::granted(question).await == Some(false) {
                // The offer stays where this is not heard.
                talk::answer(talk::send(&UiRequest::LookRefuse { plan })).await.ok();
            }
            self.refresh();
        });
    }

    /// Reads the page in the tab beside and plans a fill.
    pub fn make_plan(self) {
        let Some(tab) = self.tab.with_untracked(|tab| tab.id) else { return };
        if self.planning.get_untracked() {
            return;
        }
        self.planning.set(true);
        spawn_local(async move {
            match talk::ask(&UiRequest::FillPlan { tab }).await {
                Ok(UiResponse::Plan { plan }) => self.plan.set(Some(*plan)),
                Ok(_) => {}
                Err(problem) => self.problem.set(Some(problem)),
            }
            self.planning.set(false);
        });
    }

    /// A kind that can be guided to.
    pub fn kind(self, id: &str) -> Option<KindView> {
        self.services.with_untracked(|services| {
            services.iter().flat_map(|service| &service.kinds).find(|kind| kind.kind == id).cloned()
        })
    }

    /// The provider's name of a kind; its slug where it is not known.
    pub fn provider_name(self, kind: &str) -> String {
        let slug = kind.split('/').next().unwrap_or(kind);
        self.services
            .with_untracked(|services| {
                services.iter().find(|service| service.provider == slug).map(|service| service.name.clone())
            })
            .unwrap_or_else(|| slug.to_owned())
    }

    /// The site beside this surface that a credential may be for: no portal, no page of the browser.
    pub fn site(self) -> Option<String> {
        let told = self
            .view
            .with(|view| view.as_ref()?.page.as_ref().map(|page| (page.origin.clone(), page.provider.is_some())));
        match told {
            Some((origin, portal)) => (is_web(&origin) && !portal).then_some(origin),
            // The background has just read the page, and the view that says so is on its way.
            None => self.plan.with(|plan| plan.as_ref().map(|plan| plan.origin.clone())),
        }
    }

    /// The address of the page beside this surface, if it is one that a plan can be made for: the background knows
    /// nothing of a page before it was read, so this goes by the tab.
    pub fn page_to_plan(self) -> Option<String> {
        let address = self.tab.with(|tab| tab.url.clone());
        let portal = self.view.with(|view| view.as_ref()?.page.as_ref()?.provider.clone()).is_some();
        (is_web(&address) && !portal).then_some(address)
    }

    /// Opens the manager in a tab, at a credential or a place where one is named.
    pub fn open_manager(self, credential: &str) {
        let page = browser::page_url("manager.html");
        browser::open_tab(&if credential.is_empty() { page } else { format!("{page}#{credential}") });
    }

    /// Copies a field, or one of its earlier values, without showing it, and says so.
    pub fn copy_field(self, credential: String, field: String, earlier: Option<usize>, copied: RwSignal<bool>) {
        let name = format!("copy:{credential}:{field}");
        self.copy_answer(&name, UiRequest::Reveal { credential, field, earlier }, copied);
    }

    /// Copies what is answered, without showing it, and says so.
    pub fn copy_answer(self, name: &str, request: UiRequest, copied: RwSignal<bool>) {
        self.act_then(
            name,
            request,
            Box::new(move |response| {
                if let UiResponse::Secret { value } = response {
                    self.copy_text(value, copied);
                }
            }),
        );
    }

    /// Copies a text, and says so.
    pub fn copy_text(self, text: SecretText, copied: RwSignal<bool>) {
        spawn_local(async move {
            if browser::copy(text.expose()).await {
                // Sent off at once: a popup may close now. What it starts is not a thing to wait for.
                drop(talk::send(&UiRequest::Copied));
                copied.set(true);
                self.said.set(format!("{}. {}", crate::words::t("copied"), crate::words::clipboard()));
                let back = move || {
                    copied.try_set(false);
                };
                set_timeout(back, Duration::from_secs(2));
            } else {
                self.fail("clipboard");
            }
        });
    }
}

/// The browser or the provider is being asked about it.
fn is_asked(one: &CredentialView) -> bool {
    matches!(one.check.state, CheckState::Permission | CheckState::Asking) || one.off.state != OffState::Idle
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
