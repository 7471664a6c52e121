//! Portals in other layouts and languages, and what another form wants: from need to filled form, beside the main job.
//! Needs what `main_job` needs.

use keyfob_e2e::journey::{DotdigitalPages, Journey, JourneyOptions, Kept, Result, SettingsPage, manual_actions};
use keyfob_e2e::{Find, Surface};
use serde_json::json;

/// A vault, and a settings page that is logged in.
async fn begin(name: &str, settings: serde_json::Value, page: SettingsPage) -> Result<(Journey, Surface)> {
    let mut journey = Journey::start(JourneyOptions::new(name)).await?;
    journey.sandbox.configure(&settings).await?;
    journey.make_vault().await?;
    let tab = journey.bed.tab().await?;
    journey.wordpress_login(&tab).await?;
    journey.open_settings(&tab, page).await?;
    Ok((journey, tab))
}

fn value<'a>(kept: &'a Kept, field: &str) -> &'a str {
    kept.fields.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
}

/// Ends the count for a way, which must be shorter than by hand.
fn shorter(journey: &Journey, name: &str) {
    let count = journey.bed.actions().take().len();
    let manual = manual_actions(name).unwrap_or_default();
    assert!(count < manual, "{name}: {count} actions, {manual} by hand");
    eprintln!("{name}: {count} actions, {manual} by hand");
}

/// What went wrong is on a picture.
async fn seen<T>(journey: &mut Journey, result: Result<T>) -> Result<T> {
    if result.is_err() {
        journey.bed.screenshot("failed").await?;
    }
    result
}

#[tokio::test]
async fn dotdigitals_oldest_pages_in_german() -> Result<()> {
    let settings = json!({ "dotdigital_layout": "oldest", "dotdigital_language": "de" });
    let (mut journey, tab) = begin("dotdigital-oldest", settings, SettingsPage::Dotdigital).await?;
    drop(journey.bed.actions().take());
    let made = journey.dotdigital_user(&tab, DotdigitalPages::OLDEST_GERMAN).await;
    let (kept, _) = seen(&mut journey, made).await?;
    journey.back_to(&tab).await?;
    let (user, password) = (value(&kept, "username"), value(&kept, "password"));
    let wanted = [
        ("dm_API_credentials[dm_API_username]", "username", user),
        ("dm_API_credentials[dm_API_password]", "password", password),
    ];
    let filled = journey.fill("dotdigital", &tab, &kept.kind, &wanted).await;
    seen(&mut journey, filled).await?;
    shorter(&journey, "dotdigital");
    let stored = journey.save_settings(&tab, "dotdigital", "dm_API_credentials").await?;
    assert_eq!((&stored["dm_API_username"], &stored["dm_API_password"]), (&json!(user), &json!(password)));
    Ok(())
}

#[tokio::test]
async fn a_plugin_that_wants_key_and_secret_gets_an_application_with_a_secret() -> Result<()> {
    let (mut journey, tab) = begin("v3-secret", json!({}), SettingsPage::MembersPro).await?;
    drop(journey.bed.actions().take());
    let made = journey.constant_contact_v3_secret(&tab).await;
    let (kept, _) = seen(&mut journey, made).await?;
    journey.back_to(&tab).await?;
    let (client, secret) = (value(&kept, "client_id"), value(&kept, "client_secret"));
    let wanted = [("pmprocc_api_key", "client_id", client), ("pmprocc_api_secret", "client_secret", secret)];
    let filled = journey.fill("constant-contact-v3-secret", &tab, &kept.kind, &wanted).await;
    seen(&mut journey, filled).await?;
    shorter(&journey, "constant-contact-v3-secret");
    let stored = journey.save_settings(&tab, "constant-contact-v3-secret", "pmprocc_options").await?;
    assert_eq!((&stored["api_key"], &stored["api_secret"]), (&json!(client), &json!(secret)));
    Ok(())
}

#[tokio::test]
async fn closed_applications_are_named_before_anything_is_lost() -> Result<()> {
    let (mut journey, tab) = begin("v3-closed", json!({ "v3_creation": "closed" }), SettingsPage::MembersPro).await?;
    journey.bed.activate(&tab).await?;
    let popup = journey.plan().await?;
    popup.click(&Find::testid("guide-start")).await?;
    let portal = journey.allowed_page("v3-closed", "https://app.constantcontact.com/").await?;
    let panel = journey.bed.panel().await?;
    portal.type_into(&Find::css("#username"), "dana@bluedoorbakery.example").await?;
    portal.type_into(&Find::css("#password"), "rolling-pin-3").await?;
    portal.click(&Find::css("form button")).await?;
    let told = panel.wait_text(&Find::testid("obstacle"), "New Application").await;
    seen(&mut journey, told.map_err(Into::into)).await?;
    // An application that exists still has its key.
    portal.click(&Find::css("table.apps a.secondary")).await?;
    let key = panel.wait(&Find::testid("held")).await;
    seen(&mut journey, key.map_err(Into::into)).await
}
