//! Mailchimp by OAuth on real parts: an app is registered by the guide, another account connected by it, its data centre
//! asked for, and the connection checked there. Needs what `main_job` needs.

use keyfob_e2e::journey::{Journey, JourneyOptions, Result};
use keyfob_e2e::{Find, Surface};
use serde_json::json;

/// What the person does after the connection: asks whether it works.
async fn checked(journey: &mut Journey, panel: &Surface) -> Result<String> {
    panel.click(&Find::testid("check-now")).await?;
    journey.bed.wait_permission_dialog().await?;
    journey.bed.accept_permission().await?;
    let verdict = Find::testid("check-verdict");
    panel.wait(&verdict).await?;
    let code = panel.eval("document.querySelector('[data-testid=check-verdict]').dataset.code").await?;
    Ok(code.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn an_account_is_connected_and_its_data_centre_found() -> Result<()> {
    let mut journey = Journey::start(JourneyOptions::new("mailchimp-oauth")).await?;
    let outcome = walk(&mut journey).await;
    if outcome.is_err() {
        journey.bed.screenshot("failed").await?;
    }
    outcome
}

async fn walk(journey: &mut Journey) -> Result<()> {
    journey.sandbox.configure(&json!({ "delay_ms": 0 })).await?;
    journey.make_vault().await?;
    let (_, panel) = journey.mailchimp_app().await?;
    let kept = journey.mailchimp_connection(&panel).await?;
    assert_eq!(checked(journey, &panel).await?, "verify-valid");
    let shown = journey.reveal(&panel, "mailchimp-connection", &kept.kind, "access_token").await?;
    assert_eq!(Some(&shown), kept.fields.first().map(|(_, value)| value));
    // The token went to the provider's own hosts, in headers alone.
    let asked = journey.sandbox.ask("GET", "/log?path=/oauth2/metadata", None).await?;
    assert_eq!(asked.as_array().map(Vec::len), Some(1), "{asked}");
    let asked = journey.sandbox.ask("GET", "/log?host=us6.api.mailchimp.com", None).await?;
    assert_eq!((asked[0]["path"].as_str(), asked[0]["status"].as_u64()), (Some("/3.0/ping"), Some(200)), "{asked}");
    Ok(())
}
