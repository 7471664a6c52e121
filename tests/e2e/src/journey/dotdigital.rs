//! Dotdigital: an API user of its own, begun on the settings page that wants one.

use crate::journey::error::{holds, says};
use crate::journey::guide::{Hand, Move, Until, follow};
use crate::journey::{CLIENT, Journey, Kept, Result};
use crate::{Find, Surface};

/// The kind.
const KIND: &str = "dotdigital/api-user";

/// Keeping the generated address comes first on the form.
const KEEP_ADDRESS: &str = "Keep the generated address";

/// A layout of Dotdigital's pages, and whose account is used.
#[derive(Debug, Clone, Copy)]
pub struct DotdigitalPages {
    /// The login.
    pub login: (&'static str, &'static str),
    /// The button of the login page.
    pub log_in: &'static str,
    /// Entries of the menu and links of the pages up to the list of API users, by the step's first words.
    pub way: &'static [(&'static str, &'static str)],
}

impl DotdigitalPages {
    /// Today's pages in English.
    pub const NEW: Self = Self {
        login: ("dana@bluedoorbakery.example", "flour-and-salt-8"),
        log_in: "Log in",
        way: &[
            ("Open Settings", "#user-menu a[href='/settings']"),
            ("Open Access", ".tile[href='/settings/access']"),
            ("Open API users", ".tile[href='/settings/access/api-users']"),
        ],
    };
    /// The oldest pages in German: *Mein Konto*, *Benutzer verwalten*, tabs.
    pub const OLDEST_GERMAN: Self = Self {
        login: ("lena@optik-feldmann.example", "brillen-glas-8"),
        log_in: "Anmelden",
        way: &[
            ("Open Settings", "#user-menu a[href='/settings/access']"),
            ("Open API users", ".tabs a[href='/settings/access/api-users']"),
        ],
    };

    /// What the person does at each step.
    #[must_use]
    pub fn moves(self) -> Vec<Move<'static>> {
        let (user, password) = self.login;
        let mut moves = vec![
            Move {
                say: "Log in to the client",
                ring: Some(Find::css("#username")),
                hand: Hand::Send(
                    vec![(Find::css("#username"), user), (Find::css("#password"), password)],
                    Find::button(self.log_in),
                ),
            },
            Move::click("Open the user menu", Find::css("#user-menu-button")),
            Move::click("Press New user", Find::css("#new-user")),
            Move::panel("Describe where", Find::css("#description"), "write-label"),
            Move::panel("Press Write it in the form", Find::css("#api-password"), "write-password"),
            Move::click("Tick Enabled", Find::css("#enabled")),
            Move::click("Check that the status", Find::css("#save")),
        ];
        moves.extend(self.way.iter().map(|(say, css)| Move::click(say, Find::css(css))));
        moves
    }
}

impl Journey {
    /// From the plugin's settings page in `tab` to the saved API user in the vault. Gives what was kept, and the panel.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError`] when any of it is not as a person should see it.
    pub async fn dotdigital_user(&mut self, tab: &Surface, pages: DotdigitalPages) -> Result<(Kept, Surface)> {
        const AREA: &str = "dotdigital";
        self.bed.activate(tab).await?;
        let popup = self.plan().await?;
        let start = Find::testid("guide-start");
        popup.wait_text(&start, "Dotdigital").await?;
        self.done(&format!("{AREA}-wanted"), &format!("{AREA}: the popup says that the form wants an API user"))
            .await?;
        popup.type_into(&Find::testid("client"), CLIENT).await?;
        popup.click(&start).await?;
        let portal = self.allowed_page(AREA, "https://login.dotdigital.com/").await?;
        let panel = self.bed.panel().await?;
        let moves = pages.moves();
        follow(self, AREA, (&portal, &panel), &moves, Until::Step(KEEP_ADDRESS)).await?;
        // Nothing is issued before it is saved: the address stands in the form.
        let username = portal.eval("document.querySelector('#api-username').value").await?;
        let username = username.as_str().unwrap_or_default().to_owned();
        self.keep_in_panel(&panel, AREA, &username).await?;
        follow(self, AREA, (&portal, &panel), &moves, Until::Done).await?;
        portal.wait_text(&Find::css("#main"), &username).await?;
        let password = self.issued(KIND, "password").await?;
        let endpoint = self.issued(KIND, "endpoint").await?;
        let fields = [("username", username), ("password", password), ("endpoint", endpoint)];
        let kept = Kept {
            kind: KIND.to_owned(),
            fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        };
        let credential = self.credential(&panel, "panel", KIND).await?;
        Self::check_credential(&credential, &kept, None)?;
        let told = portal.text(&Find::css("table.users tbody tr")).await?;
        holds("the new API user", !told.contains("Disabled") && !told.contains("Deaktiviert"), "enabled")?;
        says("its description", &told, CLIENT)?;
        Ok((kept, panel))
    }
}
