//! What a person does at a surface, and sees there.

use super::{PASSPHRASE, World, answer, surface};
use keyfob_app::{Event, HttpResult, Incoming, Outgoing};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{CredentialView, HeldView, Surface, UiRequest, UiResponse, View};

impl World {
    /// As [`World::send`], from the popup.
    pub fn try_ask(&mut self, request: UiRequest) -> Option<UiResponse> {
        match self.send(surface("/popup.html"), Incoming::Ui(request)) {
            Some(Outgoing::Ui(response)) => Some(response),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    /// A request of the popup and its answer.
    pub fn ask(&mut self, request: UiRequest) -> UiResponse {
        self.try_ask(request).expect("an answer")
    }

    /// A request of the manager and its answer.
    pub fn manage(&mut self, request: UiRequest) -> UiResponse {
        match self.send(surface("/manager.html"), Incoming::Ui(request)) {
            Some(Outgoing::Ui(response)) => response,
            other => panic!("{other:?}"),
        }
    }

    /// The code of the problem a request of the manager ends with; empty if there is none.
    pub fn trouble_of(&mut self, request: UiRequest) -> String {
        match self.manage(request) {
            UiResponse::Error { error } => error.code,
            _ => String::new(),
        }
    }

    /// A request that is done.
    pub fn does(&mut self, request: UiRequest) {
        let answer = self.ask(request);
        assert!(matches!(answer, UiResponse::Done), "{answer:?}");
    }

    /// The code of the problem a request ends with.
    pub fn fails(&mut self, request: UiRequest) -> String {
        match self.ask(request) {
            UiResponse::Error { error } => error.code,
            other => panic!("{other:?}"),
        }
    }

    pub fn view(&mut self) -> View {
        self.view_if_alive().expect("an answer")
    }

    /// The view, unless the worker is killed before it answers.
    pub fn view_if_alive(&mut self) -> Option<View> {
        match self.try_ask(UiRequest::View { surface: Surface::Popup, tab: Some(1) }) {
            Some(UiResponse::View { view }) => Some(*view),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    pub fn unlock(&mut self) {
        self.does(UiRequest::VaultUnlock { passphrase: SecretText::new(PASSPHRASE.to_owned()) });
    }

    pub fn start(&mut self, kind: &str) {
        self.does(UiRequest::GuideStart {
            kind: kind.to_owned(),
            client: "Bakery".to_owned(),
            site: "https://bakery.example".to_owned(),
            integration: "MC4WP".to_owned(),
            tab: Some(1),
            replaces: String::new(),
        });
    }

    /// The permission for a provider's hosts is given in the browser's own question.
    pub fn grant(&mut self, hosts: &[&str]) {
        self.grants.extend(hosts.iter().map(|&host| host.to_owned()));
        self.happens(Event::PermissionsChanged);
    }

    pub fn keep(&mut self, held: &HeldView) -> UiResponse {
        self.ask(UiRequest::Keep { held: held.id.clone(), label: held.label.clone() })
    }

    /// The one value that waits for Keep.
    pub fn waiting(&mut self) -> HeldView {
        let held = self.view().held;
        assert_eq!(held.len(), 1, "{held:?}");
        held.into_iter().next().unwrap()
    }

    /// The oldest request is answered. False if the worker was killed on the way.
    pub fn answers(&mut self, result: HttpResult) -> bool {
        let (_, then) = self.asked.remove(0);
        self.happens(Event::Answered { then, result })
    }

    /// The oldest request is answered with this status and text.
    pub fn answer(&mut self, status: u16, text: &str) -> bool {
        self.answers(answer(status, text))
    }

    /// All credentials.
    pub fn credentials(&mut self) -> Vec<CredentialView> {
        match self.ask(UiRequest::List { query: String::new(), offset: 0, limit: 200, trashed: false }) {
            UiResponse::List { credentials, total } => {
                assert_eq!(credentials.len(), total);
                credentials
            }
            other => panic!("{other:?}"),
        }
    }

    /// The only credential.
    pub fn credential(&mut self) -> CredentialView {
        let all = self.credentials();
        assert_eq!(all.len(), 1, "{all:?}");
        all.into_iter().next().unwrap()
    }

    pub fn reveal(&mut self, credential: &str, field: &str) -> String {
        match self.ask(UiRequest::Reveal { credential: credential.to_owned(), field: field.to_owned(), earlier: None })
        {
            UiResponse::Secret { value } => value.expose().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// The code of what the person has to know about the job.
    pub fn trouble(&mut self) -> Option<String> {
        self.view().job.and_then(|job| job.problem).map(|problem| problem.code)
    }
}
