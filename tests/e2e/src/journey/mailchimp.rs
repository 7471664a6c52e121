//! Mailchimp: a new key, begun on the settings page that wants one; an app of one's own, and an account connected by it.

use crate::journey::error::says;
use crate::journey::guide::{Hand, Move, Until, follow};
use crate::journey::{CLIENT, Journey, Kept, Result, kind_slug};
use crate::{Find, Surface};

/// The kind.
const KIND: &str = "mailchimp/api-key";
/// A registered app, and what connecting it gives.
const APP: &str = "mailchimp/oauth-app";
const CONNECTION: &str = "mailchimp/oauth";

/// What the person does at each of Mailchimp's steps, today's pages in English.
#[must_use]
pub fn mailchimp_moves() -> Vec<Move<'static>> {
    let mut moves = way_in();
    moves.extend([
        Move::click("Press Create A Key", Find::css("#create-key")),
        Move::panel("Give the key a name", Find::css("#key-name"), "write-label"),
        Move::click("Press Generate Key", Find::css("#generate-key")),
    ]);
    moves
}

/// What the person does to register an app.
#[must_use]
pub fn mailchimp_app_moves() -> Vec<Move<'static>> {
    let redirect = Find::css("#redirect_uri");
    let mut moves = way_in();
    moves.extend([
        Move::click("Press Register and Manage", Find::css("#manage-apps")),
        Move::click("Press Register An App", Find::css("#register-app")),
        Move::panel("Give the app a name", Find::css("#name"), "write-label"),
        Move::fields(
            "Fill in description",
            vec![
                (Find::css("#description"), "Forms of our clients"),
                (Find::css("#company"), "Studio Elm"),
                (Find::css("#website"), "https://studioelm.example"),
            ],
        ),
        Move {
            say: "Paste the redirect address",
            ring: Some(redirect.clone()),
            hand: Hand::Paste(Find::testid("copy-redirect"), redirect),
        },
        Move::click("Press Create.", Find::css("#save-app")),
    ]);
    moves
}

/// From the login to the keys.
fn way_in() -> Vec<Move<'static>> {
    vec![
        Move {
            say: "Log in to the client",
            ring: None,
            hand: Hand::Send(
                vec![
                    (Find::css("#username"), "dana@bluedoorbakery.example"),
                    (Find::css("#password"), "sour-dough-21"),
                ],
                Find::button("Log in"),
            ),
        },
        Move::click("Open the menu of your profile", Find::css("#profile-button")),
        Move::click("Choose Profile", Find::css("#profile-menu a[href='/account/profile/']")),
        Move::click("Open Extras", Find::css("button[data-menu=menu-extras]")),
        Move::click("Choose API keys", Find::css("#menu-extras a")),
    ]
}

impl Journey {
    /// From MC4WP's settings page in `tab` to the new key in the vault: the popup says what the form wants and that
    /// there is none, starts the guide, the browser asks, the portal is walked, the key is kept in the panel.
    /// Gives what was kept, and the panel.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError`] when any of it is not as a person should see it.
    pub async fn mailchimp_key(&mut self, tab: &Surface) -> Result<(Kept, Surface)> {
        let (portal, panel) = self.mailchimp_guide(tab).await?;
        follow(self, "mailchimp", (&portal, &panel), &mailchimp_moves(), Until::Held).await?;
        let value = self.issued(KIND, "api_key").await?;
        self.keep_in_panel(&panel, "mailchimp", &value).await?;
        panel.wait(&Find::testid("done")).await?;
        let kept = Kept { kind: KIND.to_owned(), fields: vec![("api_key".to_owned(), value)] };
        let credential = self.credential(&panel, "panel", KIND).await?;
        Self::check_credential(&credential, &kept, None)?;
        says("the account the key is filed under", &credential["account"].to_string(), CLIENT)?;
        says("the data centre", &credential["region"].to_string(), "us21")?;
        Ok((kept, panel))
    }

    /// The beginning of it: from the settings page to the portal's first page, with the panel beside.
    /// Gives the portal and the panel.
    ///
    /// # Errors
    /// As [`Journey::mailchimp_key`].
    pub async fn mailchimp_guide(&mut self, tab: &Surface) -> Result<(Surface, Surface)> {
        self.bed.activate(tab).await?;
        let popup = self.plan().await?;
        let start = Find::testid("guide-start");
        popup.wait_text(&start, "Mailchimp").await?;
        says("the popup", &popup.text(&Find::testid("plan")).await?, "none in your vault")?;
        self.done("mailchimp-wanted", "mailchimp: the popup says that the form wants a key, and that there is none")
            .await?;
        popup.type_into(&Find::testid("client"), CLIENT).await?;
        popup.click(&start).await?;
        self.bed.wait_permission_dialog().await?;
        self.done("mailchimp-permission", "mailchimp: the browser asks for the provider's pages").await?;
        self.bed.accept_permission().await?;
        let panel = self.bed.panel().await?;
        let portal = self.bed.page_at("https://login.mailchimp.com/").await?;
        Ok((portal, panel))
    }

    /// A registered app, begun in the popup: the portal is walked, id and secret are kept. Gives the app, and the panel.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError`] when any of it is not as a person should see it.
    pub async fn mailchimp_app(&mut self) -> Result<(Kept, Surface)> {
        const AREA: &str = "mailchimp-app";
        let popup = self.bed.open_popup().await?;
        popup.click(&Find::testid("service-mailchimp")).await?;
        popup.click(&Find::testid(&format!("kind-{}", kind_slug(CONNECTION)))).await?;
        popup.wait(&Find::testid("guide-start")).await?;
        self.done(&format!("{AREA}-start"), &format!("{AREA}: chosen in the popup, which says what comes first"))
            .await?;
        popup.click(&Find::testid("guide-start")).await?;
        let portal = self.allowed_page(AREA, "https://login.mailchimp.com/").await?;
        let panel = self.bed.panel().await?;
        let moves = mailchimp_app_moves();
        let mut fields = Vec::new();
        for field in ["client_id", "client_secret"] {
            follow(self, AREA, (&portal, &panel), &moves, Until::Held).await?;
            let preview = panel.text(&Find::testid("held-preview")).await?;
            let value = self.issued_like(APP, field, &preview).await?;
            self.keep_in_panel(&panel, AREA, &value).await?;
            fields.push((field.to_owned(), value));
        }
        panel.wait(&Find::testid("done")).await?;
        let kept = Kept { kind: APP.to_owned(), fields };
        let credential = self.credential(&panel, "panel", APP).await?;
        Self::check_credential(&credential, &kept, None)?;
        Ok((kept, panel))
    }

    /// The account of somebody else, connected by that app: the provider's own window, then the data centre, then
    /// whether it works. Gives what was kept.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError`] when any of it is not as a person should see it.
    pub async fn mailchimp_connection(&mut self, panel: &Surface) -> Result<Kept> {
        const AREA: &str = "mailchimp-connection";
        // Whose session this is in the browser is the agency's affair; the client logs in.
        self.sandbox.ask("POST", "/sign-out", None).await?;
        panel.click(&Find::testid("oauth-connect")).await?;
        let window = self.allowed_page(AREA, "https://login.mailchimp.com/oauth2/authorize").await?;
        window.type_into(&Find::css("#username"), "kim@harbourchoir.example").await?;
        window.type_into(&Find::css("#password"), "descant-6").await?;
        self.done(&format!("{AREA}-log-in"), &format!("{AREA}: the provider's own window asks for the login")).await?;
        window.click(&Find::button("Log in")).await?;
        window.click(&Find::css("#allow")).await?;
        window.wait_closed().await?;
        panel.wait(&Find::testid("done")).await?;
        let fields = vec![
            ("access_token".to_owned(), self.issued(CONNECTION, "access_token").await?),
            ("region".to_owned(), "us6".to_owned()),
            ("endpoint".to_owned(), "https://us6.api.mailchimp.com".to_owned()),
        ];
        let kept = Kept { kind: CONNECTION.to_owned(), fields };
        let credential = self.credential(panel, "panel", CONNECTION).await?;
        says("the data centre", &credential["region"].to_string(), "us6")?;
        says("the account", &credential["account"].to_string(), "Harbour Choir · kim@harbourchoir.example")?;
        self.done(&format!("{AREA}-connected"), &format!("{AREA}: connected, the data centre is known")).await?;
        Ok(kept)
    }
}
