//! The whole job: the four systems, five credentials, three forms, and what is left on the disk afterwards.

use serde_json::{Value, json};

use crate::Find;
use crate::journey::disk::{Found, Sought};
use crate::journey::{CLIENT, DotdigitalPages, Filled, Journey, JourneyError, Kept, Result, SettingsPage, WORDPRESS};

/// Controls of Dotdigital's plugin, by id.
pub(crate) const DOTDIGITAL_USER: &str = "dm_API_credentials[dm_API_username]";
pub(crate) const DOTDIGITAL_PASSWORD: &str = "dm_API_credentials[dm_API_password]";

/// What became of the whole job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Kinds that are in the vault.
    pub captured: Vec<String>,
    /// What was filled where.
    pub filled: Vec<Filled>,
    /// WordPress's version.
    pub wordpress: String,
    /// WordPress has stored exactly the issued values.
    pub stored_in_wordpress: bool,
    /// What was found on the disk.
    pub found: Found,
    /// The person's actions for each credential, from need to filled form.
    pub actions: Vec<(&'static str, usize)>,
}

impl Outcome {
    /// Whether nothing is missing.
    #[must_use]
    pub fn complete(&self) -> bool {
        let silent = self.found.secret_hits == 0 && self.found.spoken_hits == 0;
        silent && self.stored_in_wordpress && self.captured.len() == 5 && self.filled.len() == 5
    }

    /// The one line of JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let filled = self.filled.iter().map(|one| {
            json!({ "site": one.site, "page": one.page, "control": one.control, "kind": one.kind, "field": one.field })
        });
        let actions: serde_json::Map<String, Value> =
            self.actions.iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
        json!({
            "captured": self.captured,
            "filled": filled.collect::<Vec<_>>(),
            "wordpress": self.wordpress,
            "stored_in_wordpress": self.stored_in_wordpress,
            "plaintext_hits_on_disk": self.found.secret_hits,
            "provider_answers_in_cache": self.found.cached_answers,
            "actions": actions,
        })
    }
}

impl Journey {
    /// Does all of it, in the order of a first day. Setting up (vault, the site's own login) is not counted, nor is
    /// the press of the form's own button at the end, which is the same either way.
    ///
    /// # Errors
    /// [`JourneyError`] at the first thing that is not as a person should see it.
    pub async fn main_job(&mut self) -> Result<Outcome> {
        self.make_vault().await?;
        let tab = self.bed.tab().await?;
        self.wordpress_login(&tab).await?;
        let mut actions = Vec::new();
        let mut filled = Vec::new();

        self.open_settings(&tab, SettingsPage::Mc4wp).await?;
        let (mailchimp, panel) = self.mailchimp_key(&tab).await?;
        let key = value(&mailchimp, "api_key")?;
        self.back_to(&tab).await?;
        filled.extend(self.fill("mailchimp", &tab, &mailchimp.kind, &[("mailchimp_api_key", "api_key", key)]).await?);
        actions.push(("mailchimp", self.bed.actions().take().len()));
        self.save_mc4wp(&tab, key).await?;
        self.used(&panel, &mailchimp).await?;

        self.open_settings(&tab, SettingsPage::Bloom).await?;
        self.choose_in_bloom(&tab).await?;
        let (v2, panel) = self.constant_contact_v2(&tab).await?;
        let (key, token) = (value(&v2, "api_key")?, value(&v2, "access_token")?);
        self.back_to(&tab).await?;
        let wanted = [("api_key_constant_contact", "api_key", key), ("token_constant_contact", "access_token", token)];
        filled.extend(self.fill("constant-contact-v2", &tab, &v2.kind, &wanted).await?);
        actions.push(("constant-contact-v2", self.bed.actions().take().len()));
        self.authorize_in_bloom(&tab, key, token).await?;
        self.used(&panel, &v2).await?;
        drop(self.bed.actions().take());

        let (app, v3) = self.constant_contact_v3(&panel).await?;
        actions.push(("constant-contact-v3", self.bed.actions().take().len()));

        self.open_settings(&tab, SettingsPage::Dotdigital).await?;
        drop(self.bed.actions().take());
        let (dotdigital, panel) = self.dotdigital_user(&tab, DotdigitalPages::NEW).await?;
        let (user, password) = (value(&dotdigital, "username")?, value(&dotdigital, "password")?);
        self.back_to(&tab).await?;
        let wanted = [(DOTDIGITAL_USER, "username", user), (DOTDIGITAL_PASSWORD, "password", password)];
        filled.extend(self.fill("dotdigital", &tab, &dotdigital.kind, &wanted).await?);
        actions.push(("dotdigital", self.bed.actions().take().len()));
        self.save_settings(&tab, "dotdigital", "dm_API_credentials").await?;
        self.used(&panel, &dotdigital).await?;

        // Asked once more at the very end: nothing that came later may have changed it.
        let stored_in_wordpress = {
            let mc4wp = self.stored("mc4wp").await?;
            let bloom = self.stored("et_bloom_options").await?;
            let dotmailer = self.stored("dm_API_credentials").await?;
            let account = &bloom["accounts"]["constant_contact"][CLIENT];
            mc4wp["api_key"] == value(&mailchimp, "api_key")?
                && account["api_key"] == value(&v2, "api_key")?
                && account["token"] == value(&v2, "access_token")?
                && dotmailer["dm_API_username"] == user
                && dotmailer["dm_API_password"] == password
        };
        let kept = [mailchimp, v2, app, v3, dotdigital];
        let public = self.public(&panel).await?;
        let sought = Sought::all(&kept, &public);
        let found = self.power_cut(&sought).await?;
        self.say("the browser is killed, its whole profile folder searched");
        for line in &found.lines {
            self.say(line);
        }
        Ok(Outcome {
            captured: kept.iter().map(|one| one.kind.clone()).collect(),
            filled,
            wordpress: self.wordpress.version.clone(),
            stored_in_wordpress,
            found,
            actions,
        })
    }

    /// Checks that the vault knows where a credential is used.
    async fn used(&mut self, panel: &crate::Surface, kept: &Kept) -> Result<()> {
        let credential = self.credential(panel, "panel", &kept.kind).await?;
        Self::check_credential(&credential, kept, Some(WORDPRESS))?;
        self.say(&format!("the vault knows that {} is used at {WORDPRESS}", kept.kind));
        Ok(())
    }

    /// Fields that the vault shows openly, as `kind field`.
    async fn public(&self, panel: &crate::Surface) -> Result<Vec<String>> {
        panel.wait(&Find::css("body")).await?;
        let view = self.view(panel, "panel").await?;
        let mut public = Vec::new();
        for one in view["credentials"].as_array().into_iter().flatten() {
            for field in one["fields"].as_array().into_iter().flatten().filter(|field| field["secret"] == false) {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                public.push(format!("{} {}", text(&one["kind"]), text(&field["field"])));
            }
        }
        Ok(public)
    }
}

fn value<'a>(kept: &'a Kept, field: &str) -> Result<&'a str> {
    let found = kept.fields.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str());
    found.ok_or_else(|| JourneyError::unlike(field, "kept", "not there"))
}
