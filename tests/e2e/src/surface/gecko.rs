//! A document of Firefox, by a script with the browser's rights inside it.

use std::path::Path;

use serde_json::{Value, json};

use crate::error::{BedError, Result};
use crate::find::Find;
use crate::marionette::Marionette;

/// One document, by its browser's id.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) firefox: Marionette,
    pub(crate) id: String,
}

impl Document {
    async fn page(&self, task: Value) -> Result<Value> {
        self.firefox.call("page", json!([self.id, task])).await
    }

    /// The address; none when the document is gone.
    pub(crate) async fn address(&self) -> Option<String> {
        let all = self.firefox.call("documents", json!([])).await.ok()?;
        let ours = all.as_array()?.iter().find(|one| one["id"] == self.id.as_str())?;
        ours["url"].as_str().map(str::to_owned)
    }

    pub(crate) async fn eval(&self, expression: &str) -> Result<Value> {
        value_of(self.page(json!({ "do": "eval", "program": expression })).await?)
    }

    pub(crate) async fn has(&self, find: &Find) -> Result<bool> {
        Ok(self.page(json!({ "do": "has", "find": find.described() })).await? == true)
    }

    /// Runs a function with the element as `this`; none where there is no such element.
    pub(crate) async fn call(&self, find: &Find, function: &str, arguments: &[Value]) -> Result<Option<Value>> {
        let task = json!({ "do": "call", "find": find.described(), "program": function, "arguments": arguments });
        let answer = self.page(task).await?;
        if answer["missing"] == true { Ok(None) } else { value_of(answer).map(Some) }
    }

    /// Gives a file field these files.
    pub(crate) async fn choose_files(&self, find: &Find, files: &[&Path]) -> Result<()> {
        self.page(json!({ "do": "files", "find": find.described(), "files": files })).await.map(drop)
    }

    /// The addresses of all frames in the document.
    pub(crate) async fn frames(&self) -> Result<Vec<String>> {
        let all = self.firefox.call("frames", json!([self.id])).await?;
        let all = all.as_array().into_iter().flatten();
        Ok(all.filter_map(|address| address.as_str().map(str::to_owned)).collect())
    }

    /// Whether the function, with the element as `this`, says yes of one of the helper's rings.
    pub(crate) async fn rings(&self, find: &Find, function: &str) -> Result<bool> {
        Ok(self.page(json!({ "do": "rings", "find": find.described(), "program": function })).await? == true)
    }

    pub(crate) async fn accessible_text(&self) -> Result<String> {
        Ok(self.page(json!({ "do": "accessible" })).await?.as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn navigate(&self, url: &str) -> Result<()> {
        self.firefox.call("navigate", json!([self.id, url])).await.map(drop)
    }

    pub(crate) async fn type_text(&self, text: &str) -> Result<()> {
        self.page(json!({ "do": "type", "text": text })).await.map(drop)
    }

    pub(crate) async fn key(&self, name: &str) -> Result<()> {
        self.page(json!({ "do": "key", "key": name })).await.map(drop)
    }

    /// Where the document's corner lies on the screen, in pixels.
    pub(crate) async fn corner(&self) -> Result<(f64, f64)> {
        let place = self.page(json!({ "do": "corner" })).await?;
        Ok((place[0].as_f64().unwrap_or_default(), place[1].as_f64().unwrap_or_default()))
    }

    /// Whether the add-on has a script world or its helper in the document.
    pub(crate) async fn is_touched(&self, add_on: &str) -> Result<bool> {
        Ok(self.page(json!({ "do": "touched", "extension": add_on })).await? == true)
    }

    /// A PNG, in base64.
    pub(crate) async fn picture(&self) -> Result<Value> {
        self.firefox.call("picture", json!([self.id])).await
    }

    pub(crate) async fn close(&self) -> Result<()> {
        self.firefox.call("close", json!([self.id])).await.map(drop)
    }

    pub(crate) async fn width(&self, pixels: Option<u32>) -> Result<()> {
        self.firefox.call("width", json!([self.id, pixels])).await.map(drop)
    }

    pub(crate) async fn theme(&self, name: Option<&str>) -> Result<()> {
        self.firefox.call("theme", json!([self.id, name])).await.map(drop)
    }
}

/// The value in the script's answer, or what was thrown.
pub(crate) fn value_of(mut answer: Value) -> Result<Value> {
    match answer["thrown"].as_str() {
        Some(thrown) => Err(BedError::Script(thrown.to_owned())),
        None => Ok(answer["value"].take()),
    }
}
