//! The person's own vault: made, added to, looked into.

use serde_json::{Value, json};

use crate::journey::error::{holds, says};
use crate::journey::{Journey, JourneyError, Result};
use crate::{BedError, Find, Look, Surface, until};

/// The person's passphrase. Spaces included; it protects nothing but made-up values.
pub const PASSPHRASE: &str = "three green boats 7 lanterns";

/// What was captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The kind's id.
    pub kind: String,
    /// Field names and the values that the provider issued.
    pub fields: Vec<(String, String)>,
}

/// A kind's id as part of a test id.
#[must_use]
pub fn kind_slug(kind: &str) -> String {
    kind.replace('/', "__")
}

impl Journey {
    /// Opens the popup by the shortcut and makes the vault there.
    ///
    /// # Errors
    /// [`JourneyError`] when a part of it does not come.
    pub async fn make_vault(&mut self) -> Result<()> {
        let popup = self.bed.open_popup().await?;
        popup.wait(&Find::testid("create")).await?;
        let keys = self.bed.extension().shortcut().to_owned();
        self.done("popup-first-run", &format!("popup: opened by {keys}, asks for a passphrase")).await?;
        popup.type_into(&Find::testid("create-passphrase"), PASSPHRASE).await?;
        popup.click(&Find::testid("create-submit")).await?;
        popup.wait_gone(&Find::testid("create")).await?;
        self.done("popup-vault-made", "popup: the vault is made").await?;
        self.close_popup(&popup).await
    }

    /// Leaves the popup with Esc, as a person does; not counted, since a click anywhere does it too.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it stays.
    pub async fn close_popup(&self, popup: &Surface) -> Result<()> {
        match self.bed.display() {
            Ok(display) => display.keys("Escape").await?,
            Err(_) => return Ok(popup.close().await?),
        }
        Ok(popup.wait_closed().await?)
    }

    /// What a surface is told when it asks for the view. `surface` is `popup`, `panel` or `manager`, as the page is.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when there is no answer.
    pub async fn view(&self, page: &Surface, surface: &str) -> Result<Value> {
        let ask = json!({ "ui": { "type": "view", "surface": surface, "tab": null } });
        let answer = page.eval(&format!("chrome.runtime.sendMessage({ask})")).await?;
        match answer.get("view") {
            Some(view) => Ok(view.clone()),
            None => Err(BedError::answer("the background", "no view").into()),
        }
    }

    /// The newest value of a field that the provider issued during this journey.
    ///
    /// # Errors
    /// [`JourneyError::Unlike`] when there is none.
    pub async fn issued(&self, kind: &str, field: &str) -> Result<String> {
        let provider = kind.split('/').next().unwrap_or_default();
        let issued = self.sandbox.issued(&format!("provider={provider}&kind={kind}&field={field}")).await?;
        let newest = issued.iter().rfind(|one| one["existing"] != true).or(issued.last());
        let value = newest.and_then(|one| one["value"].as_str());
        value
            .map(str::to_owned)
            .ok_or_else(|| JourneyError::unlike(format!("{kind} {field}"), "a value", "none issued"))
    }

    /// The issued value whose end is in a preview: where the provider shows values that were there before.
    ///
    /// # Errors
    /// [`JourneyError::Unlike`] when there is none.
    pub async fn issued_like(&self, kind: &str, field: &str, preview: &str) -> Result<String> {
        let provider = kind.split('/').next().unwrap_or_default();
        let issued = self.sandbox.issued(&format!("provider={provider}&kind={kind}&field={field}")).await?;
        let mut values = issued.iter().filter_map(|one| one["value"].as_str());
        let end = |value: &str| value.get(value.len().saturating_sub(4)..).unwrap_or_default().to_owned();
        let found = values.find(|value| preview.ends_with(&end(value)));
        found
            .map(str::to_owned)
            .ok_or_else(|| JourneyError::unlike(format!("{kind} {field}"), "an issued value", "another"))
    }

    /// Presses Keep in the panel on a recognised value, and waits until it is kept. The preview must show the end
    /// of the value and no more.
    ///
    /// # Errors
    /// [`JourneyError`] when the value is another, or is not kept.
    pub async fn keep_in_panel(&mut self, panel: &Surface, area: &str, value: &str) -> Result<()> {
        panel.wait(&Find::testid("held")).await?;
        let preview = panel.text(&Find::testid("held-preview")).await?;
        let end = value.get(value.len().saturating_sub(4)..).unwrap_or_default();
        says("the preview of the recognised value", &preview, end)?;
        self.done(&format!("{area}-recognised"), &format!("{area}: the value is recognised, masked preview")).await?;
        panel.click(&Find::testid("keep")).await?;
        // Another candidate of the same page may go on waiting.
        let previews = "[...document.querySelectorAll('[data-testid=held-preview]')].map((p) => p.innerText.trim())";
        let shown = json!(preview);
        panel.wait_for(&format!("!({previews}).includes({shown})")).await?;
        self.done(&format!("{area}-kept"), &format!("{area}: kept")).await
    }

    /// Presses the shortcut to keep, in whichever window is in front, and waits until the panel says so.
    ///
    /// # Errors
    /// [`JourneyError`] when the value is not kept.
    pub async fn keep_by_shortcut(&mut self, panel: &Surface, area: &str) -> Result<()> {
        panel.wait(&Find::testid("held")).await?;
        self.done(&format!("{area}-recognised"), &format!("{area}: the value is recognised, masked preview")).await?;
        let manifest = panel.eval("chrome.runtime.getManifest().commands.keep.suggested_key.default").await?;
        self.bed.shortcut(&manifest.as_str().unwrap_or_default().to_lowercase()).await?;
        panel.wait_gone(&Find::testid("held")).await?;
        self.done(&format!("{area}-kept"), &format!("{area}: kept by the shortcut")).await
    }

    /// Answers the permission dialog if the browser asks, and waits for a page whose address starts so.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it does not come.
    pub async fn allowed_page(&mut self, area: &str, address: &str) -> Result<Surface> {
        let asked = until("the permission dialog, or the page it is for", async || {
            if self.bed.documents().await?.iter().any(|shown| shown.url.starts_with(address)) {
                return Ok(Look::Done(false));
            }
            Ok(if self.bed.permission_dialog_shown().await? { Look::Done(true) } else { Look::wait("neither") })
        })
        .await?;
        if asked {
            self.bed.wait_permission_dialog().await?;
            self.done(&format!("{area}-permission"), &format!("{area}: the browser asks for the provider's pages"))
                .await?;
            self.bed.accept_permission().await?;
        }
        Ok(self.bed.page_at(address).await?)
    }

    /// Opens the vault page from the panel, shows a field of a credential there and gives what is shown.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when it is not shown.
    pub async fn reveal(&mut self, panel: &Surface, area: &str, kind: &str, field: &str) -> Result<String> {
        panel.click(&Find::testid("open-manager")).await?;
        let manager = self.bed.manager().await?;
        manager.click(&Find::css(&format!("[data-testid=credential][data-kind='{kind}']"))).await?;
        let value = Find::testid(&format!("value-{field}"));
        let masked = manager.text(&value).await?;
        manager.click(&Find::testid(&format!("reveal-{field}"))).await?;
        let shown = until("the value to be shown", async || {
            let now = manager.text(&value).await?;
            Ok(if now == masked { Look::wait("masked") } else { Look::Done(now) })
        })
        .await?;
        self.done(&format!("{area}-revealed"), &format!("{area}: shown on demand on the vault page")).await?;
        Ok(shown)
    }

    /// The one credential of a kind, as the background tells it to a surface.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when there is none.
    pub async fn credential(&self, page: &Surface, surface: &str, kind: &str) -> Result<Value> {
        let mut found = None;
        until("the credential in the vault", async || {
            let view = match self.view(page, surface).await {
                Ok(view) => view,
                Err(JourneyError::Bed(error)) => return Err(error),
                Err(other) => return Ok(Look::wait(other)),
            };
            let mut all = view["credentials"].as_array().into_iter().flatten();
            found = all.find(|one| one["kind"] == kind).cloned();
            Ok(if found.is_some() { Look::Done(()) } else { Look::wait("none of this kind") })
        })
        .await?;
        found.ok_or_else(|| JourneyError::unlike(kind, "one credential", "none"))
    }

    /// Checks that a credential shows no secret, and where it is used.
    ///
    /// # Errors
    /// [`JourneyError::Unlike`] when it does, or is not used there.
    pub fn check_credential(credential: &Value, kept: &Kept, used_at: Option<&str>) -> Result<()> {
        let text = credential.to_string();
        for (name, value) in &kept.fields {
            let mut fields = credential["fields"].as_array().into_iter().flatten();
            let Some(field) = fields.find(|field| field["field"] == name.as_str()) else {
                return Err(JourneyError::unlike(format!("the field {name}"), "kept", "not there"));
            };
            if field["secret"] == true {
                holds(&format!("the field {name}"), !text.contains(value.as_str()), "masked")?;
            }
        }
        let Some(origin) = used_at else { return Ok(()) };
        let mut uses = credential["uses"].as_array().into_iter().flatten();
        holds("where it is used", uses.any(|place| place["site"] == origin), origin)
    }
}
