//! The main job, end to end: from "this plugin wants an API key" to the filled form, on real parts, as a person
//! does it. Needs `dist/` (`cargo xtask build`), the browser, Xvfb, openbox, xdotool and imagemagick.

use keyfob_e2e::journey::{Journey, JourneyOptions, Result};
use serde_json::json;

#[tokio::test]
async fn main_job() -> Result<()> {
    let mut journey = Journey::start(JourneyOptions::new("main-job")).await?;
    let outcome = journey.main_job().await;
    if outcome.is_err() {
        journey.bed.screenshot("failed").await?;
    }
    let outcome = outcome?;
    assert!(outcome.complete(), "{outcome:#?}");
    let told = outcome.json();
    let kinds = [
        "mailchimp/api-key",
        "constant-contact/v2-token",
        "constant-contact/v3-app",
        "constant-contact/v3-oauth",
        "dotdigital/api-user",
    ];
    assert_eq!(told["captured"], json!(kinds));
    let controls: Vec<&str> = outcome.filled.iter().map(|one| one.control.as_str()).collect();
    let dotdigital = ["dm_API_credentials[dm_API_username]", "dm_API_credentials[dm_API_password]"];
    let others = ["mailchimp_api_key", "api_key_constant_contact", "token_constant_contact"];
    assert_eq!(controls, [&others[..], &dotdigital].concat());
    assert_eq!(told["plaintext_hits_on_disk"], 0);
    for (name, count) in &outcome.actions {
        let manual = keyfob_e2e::journey::manual_actions(name).unwrap();
        assert!(*count < manual, "{name}: {count} actions, {manual} by hand");
    }
    Ok(())
}
