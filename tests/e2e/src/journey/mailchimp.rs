//! Mailchimp: a new key, begun on the settings page that wants one.

use crate::journey::error::says;
use crate::journey::guide::{Hand, Move, Until, follow};
use crate::journey::{CLIENT, Journey, Kept, Result};
use crate::{Find, Surface};

/// The kind.
const KIND: &str = "mailchimp/api-key";

/// What the person does at each of Mailchimp's steps, today's pages in English.
#[must_use]
pub fn mailchimp_moves() -> Vec<Move<'static>> {
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
        Move::click("Press Create A Key", Find::css("#create-key")),
        Move::panel("Give the key a name", Find::css("#key-name"), "write-label"),
        Move::click("Press Generate Key", Find::css("#generate-key")),
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
}
