//! Constant Contact: an existing V2 key with a new token, and a V3 application with its connection.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::journey::error::holds;
use crate::journey::guide::{Hand, Move, Until, follow};
use crate::journey::{Journey, Kept, Result, kind_slug};
use crate::{Find, Surface};

/// The older API's kind.
const V2: &str = "constant-contact/v2-token";
/// The application of V3, and what connecting it gives.
const V3_APP: &str = "constant-contact/v3-app";
const V3: &str = "constant-contact/v3-oauth";

/// Life of a V2 token in seconds, as the provider says it.
const V2_LIFE: u64 = 315_359_999;
/// A day in milliseconds.
const DAY: u64 = 86_400_000;

/// The client's login.
const CLIENT_LOGIN: (&str, &str) = ("dana@bluedoorbakery.example", "rolling-pin-3");

/// What the person does at each step of the V2 developer portal and its window.
#[must_use]
pub fn v2_moves() -> Vec<Move<'static>> {
    let (user, password) = CLIENT_LOGIN;
    vec![
        Move::click("Press Sign In at the top right", Find::css(".sign a[href='/login/']")),
        Move::fields(
            "Sign in with your developer account",
            vec![(Find::css("#handle"), "robinvale"), (Find::css("#passwd"), "dev-elm-24")],
        ),
        Move::click("Press Sign In.", Find::css("form button")),
        Move::click("Open My Keys", Find::css("a[href='/apps/mykeys']")),
        Move::click("Open the API Tester", Find::css("a[href='/io-docs']")),
        Move::click("Press Get Access Token", Find::css("#get-token")),
        Move::click("Press I already have an account", Find::css("a.blue")),
        Move::fields("Log in with the client", vec![(Find::css("#luser"), user), (Find::css("#lpass"), password)]),
        Move::click("Press Log In", Find::css("form button")),
        Move::click("Press Allow", Find::css("#allow")),
    ]
}

/// The type of a V3 application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppType {
    /// PKCE: no secret; Keyfob connects it.
    Public,
    /// Authorization Code: key and secret for a plugin that connects by itself.
    WithSecret,
}

/// What the person does at each step of the V3 application portal.
#[must_use]
pub fn v3_moves(app: AppType) -> Vec<Move<'static>> {
    let (user, password) = CLIENT_LOGIN;
    let redirect = Find::css("input.redirect");
    let (choose, flow, copy) = match app {
        AppType::Public => ("Choose Proof Key", "pkce", "copy-redirect"),
        AppType::WithSecret => ("Choose Authorization Code", "code", "copy-callback"),
    };
    vec![
        Move::fields(
            "Log in with the client",
            vec![(Find::css("#username"), user), (Find::css("#password"), password)],
        ),
        Move::click("Press Log in", Find::css("form button")),
        Move::click("Open My Applications", Find::css("nav a.current")),
        Move::click("Press New Application", Find::css("#new-application")),
        Move::panel("Name it after client", Find::css("#application-name"), "write-label"),
        Move::click(choose, Find::css(&format!("input[name=flow][value={flow}]"))),
        Move::click("Choose Rotating", Find::css("input[name=refresh][value=rotating]")),
        Move::click("Press Create", Find::css("#create-application")),
        Move::click("Press Generate Client Secret", Find::css("#generate-secret")),
        Move::click("Confirm it", Find::css("#confirm-generate")),
        Move {
            say: "Paste the redirect address",
            ring: Some(redirect.clone()),
            hand: Hand::Paste(Find::testid(copy), redirect),
        },
        Move::click("Press Save", Find::css("#save")),
    ]
}

impl Journey {
    /// V2, begun on Bloom's page in `tab`: the existing key from the developer portal, a new token from the API
    /// tester's window, both in one credential with its end date. Gives what was kept, and the panel.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError`] when any of it is not as a person should see it.
    pub async fn constant_contact_v2(&mut self, tab: &Surface) -> Result<(Kept, Surface)> {
        const AREA: &str = "constant-contact-v2";
        self.bed.activate(tab).await?;
        let popup = self.plan().await?;
        let start = Find::testid("guide-start");
        popup.wait_text(&start, "V2").await?;
        self.done(&format!("{AREA}-wanted"), &format!("{AREA}: the popup says that the form wants V2, and why"))
            .await?;
        popup.click(&start).await?;
        let portal = self.allowed_page(AREA, "https://constantcontact.mashery.com/").await?;
        let panel = self.bed.panel().await?;
        follow(self, AREA, (&portal, &panel), &v2_moves(), Until::Held).await?;
        let preview = panel.text(&Find::testid("held-preview")).await?;
        let key = self.issued_like(V2, "api_key", &preview).await?;
        self.keep_in_panel(&panel, AREA, &key).await?;
        // The key of the other application is not wanted.
        panel.click(&Find::testid("drop")).await?;
        panel.wait_gone(&Find::testid("held")).await?;
        let window_step = Until::Step("Press I already have an account");
        follow(self, AREA, (&portal, &panel), &v2_moves(), window_step).await?;
        let window = self.bed.page_at("https://oauth2.constantcontact.com/").await?;
        follow(self, AREA, (&window, &panel), &v2_moves(), Until::Held).await?;
        self.keep_by_shortcut(&panel, AREA).await?;
        panel.wait(&Find::testid("done")).await?;
        let token = self.issued(V2, "access_token").await?;
        let fields = vec![("api_key".to_owned(), key), ("access_token".to_owned(), token)];
        let kept = Kept { kind: V2.to_owned(), fields };
        let credential = self.credential(&panel, "panel", V2).await?;
        Self::check_credential(&credential, &kept, None)?;
        let ends = credential["expires_at"].as_u64().unwrap_or_default();
        let right = (now() + V2_LIFE * 1000).abs_diff(ends) < DAY;
        holds("the end of the access token", right, "ten years from now")?;
        // The person closes the window; the tab of the settings page is in front again after a click on it.
        window.close().await?;
        Ok((kept, panel))
    }

    /// V3: an application that needs no secret, then the connection by the browser's own sign-in window. Begun in
    /// the panel. Gives the application and the tokens.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError`] when any of it is not as a person should see it.
    pub async fn constant_contact_v3(&mut self, panel: &Surface) -> Result<(Kept, Kept)> {
        const AREA: &str = "constant-contact-v3";
        panel.click(&Find::testid("guide-stop")).await?;
        panel.click(&Find::testid("service-constant-contact")).await?;
        panel.click(&Find::testid(&format!("kind-{}", kind_slug(V3)))).await?;
        panel.wait(&Find::testid("guide-start")).await?;
        self.done(&format!("{AREA}-start"), &format!("{AREA}: chosen in the panel, which says what comes first"))
            .await?;
        panel.click(&Find::testid("guide-start")).await?;
        let portal = self.allowed_page(AREA, "https://app.constantcontact.com/").await?;
        let moves = v3_moves(AppType::Public);
        follow(self, AREA, (&portal, panel), &moves, Until::Held).await?;
        let client = self.issued(V3_APP, "client_id").await?;
        self.keep_in_panel(panel, AREA, &client).await?;
        // The key is kept; the redirect address is registered before the guide ends.
        follow(self, AREA, (&portal, panel), &moves, Until::Done).await?;
        let address = panel.text(&Find::testid("redirect-uri")).await?;
        portal.wait_text(&Find::css("input.redirect"), &address).await?;
        self.done(&format!("{AREA}-application"), &format!("{AREA}: the application is made and saved")).await?;
        let app = Kept { kind: V3_APP.to_owned(), fields: vec![("client_id".to_owned(), client)] };
        let tokens = self.connect_v3(panel).await?;
        Ok((app, tokens))
    }

    /// V3 for a plugin that wants key and secret, begun on its settings page in `tab`. Gives what was kept, and the panel.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError`] when any of it is not as a person should see it.
    pub async fn constant_contact_v3_secret(&mut self, tab: &Surface) -> Result<(Kept, Surface)> {
        const AREA: &str = "constant-contact-v3-secret";
        self.bed.activate(tab).await?;
        let callback = tab.eval("document.querySelector('#pmprocc_redirect_uri').value").await?;
        let popup = self.plan().await?;
        let start = Find::testid("guide-start");
        popup.wait_text(&start, "V3").await?;
        self.done(&format!("{AREA}-wanted"), &format!("{AREA}: the popup says that the form wants V3, and why"))
            .await?;
        popup.click(&start).await?;
        let portal = self.allowed_page(AREA, "https://app.constantcontact.com/").await?;
        let panel = self.bed.panel().await?;
        let moves = v3_moves(AppType::WithSecret);
        follow(self, AREA, (&portal, &panel), &moves, Until::Held).await?;
        let client = self.issued(V3_APP, "client_id").await?;
        self.keep_in_panel(&panel, AREA, &client).await?;
        follow(self, AREA, (&portal, &panel), &moves, Until::Held).await?;
        let secret = self.issued(V3_APP, "client_secret").await?;
        self.keep_in_panel(&panel, AREA, &secret).await?;
        follow(self, AREA, (&portal, &panel), &moves, Until::Done).await?;
        let registered = portal.eval("document.querySelector('input.redirect').value").await?;
        holds("the registered redirect address", registered == callback, "the plugin's own")?;
        let fields = vec![("client_id".to_owned(), client), ("client_secret".to_owned(), secret)];
        let kept = Kept { kind: V3_APP.to_owned(), fields };
        let credential = self.credential(&panel, "panel", V3_APP).await?;
        Self::check_credential(&credential, &kept, None)?;
        Ok((kept, panel))
    }

    async fn connect_v3(&mut self, panel: &Surface) -> Result<Kept> {
        const AREA: &str = "constant-contact-v3";
        let (user, password) = CLIENT_LOGIN;
        panel.click(&Find::testid("oauth-connect")).await?;
        let window = self.allowed_page(AREA, "https://authz.constantcontact.com/").await?;
        window.type_into(&Find::css("#username"), user).await?;
        window.type_into(&Find::css("#password"), password).await?;
        self.done(&format!("{AREA}-log-in"), &format!("{AREA}: the provider's own window asks for the login")).await?;
        window.click(&Find::button("Log in")).await?;
        window.wait(&Find::button("Allow")).await?;
        self.done(&format!("{AREA}-allow"), &format!("{AREA}: the provider asks to allow access")).await?;
        window.click(&Find::button("Allow")).await?;
        window.wait_closed().await?;
        panel.wait(&Find::testid("done")).await?;
        self.done(&format!("{AREA}-connected"), &format!("{AREA}: connected, the tokens are in the vault")).await?;
        let mut fields = Vec::new();
        for field in ["access_token", "refresh_token"] {
            fields.push((field.to_owned(), self.issued(V3, field).await?));
        }
        let kept = Kept { kind: V3.to_owned(), fields };
        let credential = self.credential(panel, "panel", V3).await?;
        Self::check_credential(&credential, &kept, None)?;
        let shown = self.reveal(panel, AREA, V3, "access_token").await?;
        holds(
            "the shown access token",
            kept.fields.first().is_some_and(|(_, value)| *value == shown),
            "the issued one",
        )?;
        Ok(kept)
    }
}

/// Milliseconds since the epoch.
#[allow(clippy::disallowed_methods)]
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
