//! The client's WordPress: its login, its settings pages, what the popup plans there, and what is stored in the end.

use serde_json::{Value, json};

use crate::journey::error::{holds, says};
use crate::journey::{CLIENT, Journey, JourneyError, Result};
use crate::{ActionKind, Find, Surface};

/// The client's site.
pub const WORDPRESS: &str = "https://bluedoorbakery.example";

/// A settings page of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsPage {
    /// MC4WP: an ordinary form, saved by options.php.
    Mc4wp,
    /// Bloom: fields that come by AJAX after a provider is chosen, sent by script.
    Bloom,
    /// Paid Memberships Pro: Constant Contact V3, key and secret, with a redirect address of its own.
    MembersPro,
    /// Dotdigital for WordPress: user name and password.
    Dotdigital,
}

impl SettingsPage {
    /// Its `page` parameter.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mc4wp => "mailchimp-for-wp",
            Self::Bloom => "et_bloom_options",
            Self::MembersPro => "pmpro-constantcontact",
            Self::Dotdigital => "dotdigital-for-wordpress-settings",
        }
    }

    /// Its address.
    #[must_use]
    pub fn address(self) -> String {
        format!("{WORDPRESS}/wp-admin/admin.php?page={}", self.name())
    }
}

/// One value that was put into one control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Origin of the site.
    pub site: String,
    /// Path and query of the page.
    pub page: String,
    /// The control's id.
    pub control: String,
    /// The kind.
    pub kind: String,
    /// The field of the credential.
    pub field: String,
}

/// Every control of a page with its value, by id or name; tokens of forms left out.
const CONTROLS: &str =
    "Object.fromEntries([...document.querySelectorAll('#wpbody input, #wpbody select, #wpbody textarea')]
    .filter((e) => e.type !== 'hidden' && e.type !== 'submit')
    .map((e, i) => [e.id || e.name || String(i), e.type === 'checkbox' || e.type === 'radio' ? e.checked : e.value]))";

impl Journey {
    /// Logs in to WordPress in a tab. It belongs to no count: the person works there already when the need comes up.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it does not let in.
    pub async fn wordpress_login(&mut self, tab: &Surface) -> Result<()> {
        self.wordpress_page(tab).await?;
        tab.type_into(&Find::css("#user_login"), &self.wordpress.user).await?;
        tab.type_into(&Find::css("#user_pass"), &self.wordpress.password).await?;
        tab.click(&Find::css("#wp-submit")).await?;
        tab.wait_for("document.querySelector('#wpadminbar') && document.readyState === 'complete'").await?;
        drop(self.bed.actions().take());
        Ok(())
    }

    /// Shows WordPress's login.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it does not load.
    pub async fn wordpress_page(&mut self, tab: &Surface) -> Result<()> {
        Ok(tab.goto(&format!("{WORDPRESS}/wp-login.php")).await?)
    }

    /// Opens a settings page in a tab that is logged in.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it does not load.
    pub async fn open_settings(&mut self, tab: &Surface, page: SettingsPage) -> Result<()> {
        tab.goto(&page.address()).await?;
        Ok(())
    }

    /// Goes back to a tab by a click on it. Counts one.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it is gone.
    pub async fn back_to(&self, tab: &Surface) -> Result<()> {
        self.bed.activate(tab).await?;
        self.bed.actions().count(ActionKind::Click, "the tab of the settings page");
        Ok(())
    }

    /// Opens the popup by the shortcut on a settings page and waits until it has read it.
    ///
    /// # Errors
    /// [`JourneyError`] when there is no plan, or it names another site.
    pub async fn plan(&mut self) -> Result<Surface> {
        let popup = self.bed.open_popup().await?;
        popup.wait(&Find::testid("plan")).await?;
        let site = popup.text(&Find::testid("plan-site")).await?;
        says("the site that the popup names", WORDPRESS, &site)?;
        Ok(popup)
    }

    /// The plan that the popup shows, as the background told it: the message it asked for is asked again.
    async fn planned(&self, popup: &Surface) -> Result<Value> {
        let ask = "chrome.tabs.query({ active: true, currentWindow: true }).then(([tab]) =>
            chrome.runtime.sendMessage({ ui: { type: 'view', surface: 'popup', tab: tab.id } }))";
        Ok(popup.eval(ask).await?["view"]["page"]["plan"].clone())
    }

    /// Fills a form: popup by the shortcut, the plan is read, one confirmation. `wanted` are controls (by id) with
    /// their field and value. Checks that exactly these got their values and every other control is as it was.
    ///
    /// # Errors
    /// [`JourneyError`] when the plan is another, or a control holds something else.
    pub async fn fill(
        &mut self,
        area: &str,
        tab: &Surface,
        kind: &str,
        wanted: &[(&str, &str, &str)],
    ) -> Result<Vec<Filled>> {
        let before = tab.eval(CONTROLS).await?;
        let popup = self.plan().await?;
        popup.wait(&Find::testid("fill-confirm")).await?;
        let plan = self.planned(&popup).await?;
        let fills = plan["fills"].as_array().cloned().unwrap_or_default();
        let fields: Vec<&str> = fills.iter().filter_map(|fill| fill["field"].as_str()).collect();
        let expected: Vec<&str> = wanted.iter().map(|(_, field, _)| *field).collect();
        if fields != expected || fills.iter().any(|fill| fill["kind"] != kind) {
            return Err(JourneyError::unlike("the plan", format!("{expected:?}"), format!("{fields:?}")));
        }
        self.done(&format!("{area}-plan"), &format!("{area}: the popup shows what goes where, and why")).await?;
        popup.click(&Find::testid("fill-confirm")).await?;
        popup.wait(&Find::testid("filled")).await?;
        let after = tab.eval(CONTROLS).await?;
        let mut should = before;
        for (control, _, value) in wanted {
            should[control] = json!(value);
        }
        holds("the controls after the fill", after == should, "the planned ones filled, the others as they were")?;
        self.done(&format!("{area}-filled"), &format!("{area}: filled, the other fields untouched")).await?;
        self.close_popup(&popup).await?;
        let page = tab.eval("location.pathname + location.search").await?;
        let page = page.as_str().unwrap_or_default();
        let filled = wanted.iter().map(|(control, field, _)| Filled {
            site: WORDPRESS.to_owned(),
            page: page.to_owned(),
            control: (*control).to_owned(),
            kind: kind.to_owned(),
            field: (*field).to_owned(),
        });
        Ok(filled.collect())
    }

    /// Presses *Save Changes* on MC4WP's page and checks that WordPress has stored exactly the value.
    ///
    /// # Errors
    /// [`JourneyError::Unlike`] when it has stored something else.
    pub async fn save_mc4wp(&mut self, tab: &Surface, value: &str) -> Result<()> {
        tab.click(&Find::css("#submit")).await?;
        // The address does not tell: WordPress takes the parameter out of it again.
        tab.wait(&Find::css("#setting-error-settings_updated")).await?;
        tab.loaded().await?;
        self.done_on(tab, "mailchimp-saved", "mailchimp: Save Changes pressed").await?;
        let stored = self.stored("mc4wp").await?;
        holds("WordPress's option mc4wp", stored["api_key"] == value, "exactly the issued value")
    }

    /// Presses the button that saves an ordinary settings form, and gives what WordPress has stored.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it is not saved.
    pub async fn save_settings(&mut self, tab: &Surface, area: &str, option: &str) -> Result<Value> {
        tab.click(&Find::css("#submit")).await?;
        tab.wait(&Find::css("#setting-error-settings_updated")).await?;
        tab.loaded().await?;
        self.done_on(tab, &format!("{area}-saved"), &format!("{area}: the settings are saved")).await?;
        self.stored(option).await
    }

    /// Chooses Constant Contact on Bloom's page and names the account, as the form wants it whatever the keys come
    /// from; waits until the fields have come. Not part of any count.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when they do not come.
    pub async fn choose_in_bloom(&mut self, tab: &Surface) -> Result<()> {
        tab.choose(&Find::css("#bloom_provider"), "constant_contact").await?;
        tab.type_into(&Find::css("#name_constant_contact"), CLIENT).await?;
        drop(self.bed.actions().take());
        Ok(())
    }

    /// Presses *Authorize* on Bloom's page and checks that WordPress has stored exactly the two values.
    ///
    /// # Errors
    /// [`JourneyError::Unlike`] when it has stored something else.
    pub async fn authorize_in_bloom(&mut self, tab: &Surface, key: &str, token: &str) -> Result<()> {
        tab.click(&Find::css(".authorize_service")).await?;
        tab.wait_text(&Find::css(".et_dashboard_message"), "is authorized").await?;
        self.done_on(tab, "bloom-authorized", "constant-contact-v2: Authorize pressed").await?;
        let account = &self.stored("et_bloom_options").await?["accounts"]["constant_contact"][CLIENT];
        let same = account["api_key"] == key && account["token"] == token;
        holds("WordPress's option et_bloom_options", same, "exactly the two issued values")
    }

    /// An option that WordPress has stored as an array.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it cannot be read.
    pub async fn stored(&self, option: &str) -> Result<Value> {
        let text = self.wordpress.option(option).await?;
        Ok(serde_json::from_str(&text).map_err(|error| crate::BedError::answer("WordPress", error))?)
    }
}
