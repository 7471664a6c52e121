//! What the extension does in pages: the scripts of a task on a large settings page, and nothing where nobody asked.

use std::path::Path;

use keyfob_e2e::{Bed, BedError, Result, Surface};
use serde_json::json;

use crate::figure::Figure;
use crate::listen;
use crate::side::unexpected;

/// A page of the sandbox that anyone may open.
const PAGE: &str = "https://login.mailchimp.com/";

/// Inputs of the large page.
const INPUTS: usize = 60;

/// Fills the page with 5,000 elements, 60 inputs among them, as a settings page has them: sections of rows with a
/// label, a field, words of help and a list. Gives the number of elements.
const LARGE_PAGE: &str = "(() => {
    const row = (n) => `<tr><th scope=row><label for=field-${n}>Option ${n} of the list</label></th><td>
        <input id=field-${n} name='settings[option_${n}]' type=text class=regular-text>
        <p class=description>You find it in <a href=#help>your account</a>.</p></td></tr>`;
    const rows = (from) => Array.from({ length: 10 }, (_, n) => row(from + n)).join('');
    const sections = Array.from({ length: 6 }, (_, n) =>
        `<section><h2>Section ${n}</h2><table><tbody>${rows(n * 10)}</tbody></table></section>`);
    document.body.innerHTML = `<main><h1>Settings</h1><form>${sections.join('')}<button>Save</button></form>
        <ul></ul></main>`;
    const list = document.querySelector('ul');
    for (let n = 0; document.getElementsByTagName('*').length < 5000; n++) {
        const item = document.createElement('li');
        item.innerHTML = `<span class=name>Client ${n}</span> <em>Sent</em> <a href=#report-${n}>View report</a>`;
        list.append(item);
    }
    document.body.getBoundingClientRect();
    return document.getElementsByTagName('*').length;
})()";

/// The scripts that describe a page, each in a fresh world of the same large page.
pub async fn tasks(bed: &Bed, rounds: usize) -> Result<()> {
    let page = bed.new_tab(PAGE).await?;
    if page.eval(LARGE_PAGE).await?.as_u64().is_none_or(|elements| elements < 5000) {
        return Err(unexpected("the large page", "too few elements"));
    }
    let content = bed.extension().dir.join("content");
    let snapshot = read(&content.join("snapshot.js"))?;
    let look = read(&content.join("guide-look.js"))?;
    let seen = page.eval(&snapshot).await?;
    if seen["controls"].as_array().is_none_or(|controls| controls.len() < INPUTS) {
        return Err(unexpected("snapshot.js", "it did not see all inputs"));
    }
    let looking = format!("{look}\nglobalThis[Symbol.for('keyfob.guide')].look.look(() => {{}});");
    for (id, script) in [("page/snapshot", &snapshot), ("page/guide-look", &looking)] {
        let mut figure = Figure::default();
        for round in 0..=rounds {
            let time = in_fresh_world(&page, &format!("{id}/{round}"), script).await?;
            if round > 0 {
                figure.ours.push(time);
            }
        }
        figure.tell(id, "ms");
    }
    page.close().await
}

/// Worlds and scripts of the extension in a page that nobody granted.
pub async fn without_a_grant(bed: &Bed) -> Result<()> {
    let page = bed.tab().await?;
    let count = listen::worlds_and_scripts(bed.port(), page.target(), PAGE, &bed.extension().origin()).await?;
    Figure { ours: vec![f64::from(count)], reference: Vec::new() }.tell("page/without-a-grant", "worlds and scripts");
    Ok(())
}

/// The time that a classic script takes in a world that was made for it, as an injected script's is.
async fn in_fresh_world(page: &Surface, name: &str, script: &str) -> Result<f64> {
    let tree = page.cdp("Page.getFrameTree", json!({})).await?;
    let frame = &tree["frameTree"]["frame"]["id"];
    let world = page.cdp("Page.createIsolatedWorld", json!({ "frameId": frame, "worldName": name })).await?;
    let timed = format!("const start = performance.now();\n{script}\n;performance.now() - start;");
    let ask = json!({ "expression": timed, "contextId": world["executionContextId"], "returnByValue": true });
    let answer = page.cdp("Runtime.evaluate", ask).await?;
    answer["result"]["value"].as_f64().ok_or_else(|| unexpected(name, "no time"))
}

/// A file of the repository.
pub fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| BedError::File { path: path.to_owned(), source })
}
