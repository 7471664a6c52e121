//! The main job, end to end: from "this plugin wants an API key" to the filled form, on real parts, as a person
//! does it. Needs `dist/chromium` (`cargo xtask build`), chromium, Xvfb, openbox, xdotool and imagemagick.

use keyfob_e2e::journey::{Journey, JourneyOptions, Result, SettingsPage, WORDPRESS};

#[tokio::test]
async fn main_job() -> Result<()> {
    let mut journey = Journey::start(JourneyOptions::new("main-job")).await?;
    let done = whole(&mut journey).await;
    if done.is_err() {
        journey.bed.screenshot("failed").await?;
    }
    done
}

async fn whole(journey: &mut Journey) -> Result<()> {
    journey.make_vault().await?;
    let tab = journey.bed.tab().await?;
    journey.wordpress_login(&tab).await?;
    journey.open_settings(&tab, SettingsPage::Mc4wp).await?;
    let (kept, panel) = journey.mailchimp_key(&tab).await?;
    let value = kept.fields[0].1.clone();
    journey.back_to(&tab).await?;
    journey.fill("mailchimp", &tab, &kept.kind, &[("mailchimp_api_key", "api_key", &value)]).await?;
    journey.save_mc4wp(&tab, &value).await?;
    let credential = journey.credential(&panel, "panel", &kept.kind).await?;
    Journey::check_credential(&credential, &kept, Some(WORDPRESS))?;
    Ok(())
}
