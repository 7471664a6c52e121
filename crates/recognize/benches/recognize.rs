//! How fast text is gone through: words of a page, HTML, and text made to be slow. Reported as bytes a second.

#[path = "../../recipes/build/sample.rs"]
mod sample;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use keyfob_recognize::{Context, recognize};
use std::hint::black_box;

const SIZE: usize = 1 << 20;

/// `piece` again and again, with one key in the middle.
fn filled(piece: &str, key: &str) -> String {
    let half = piece.repeat(SIZE / 2 / piece.len() + 1);
    format!("{half} {key} {half}")
}

fn value(pattern: &str) -> String {
    sample::expand(pattern).unwrap_or_default()
}

fn texts() -> Vec<(&'static str, String)> {
    let key = value("{hex:32}-us21");
    let page = "API keys give full access to your Mailchimp account. Give each application its own key, so that you can \
        switch one off without the others. Created 2024-11-18 by Dana Whitfield, Blue Door Bakery, 1,284 contacts.\n";
    let html = r#"<tr class="row odd" data-id="4711"><td><a href="/campaigns/edit?id=98431&amp;source=dashboard">Friday loaves</a></td>
        <td class="status-badge is-sent">Sent</td><td aria-label="Recipients">1,284</td><td><button type="button" class="c-button c-button--secondary">View report</button></td></tr>
        "#;
    let uuids = value("<li id=\"{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\">Secret access token API key ");
    let stems = value("api key {hex:32}-us {lower:24} ");
    vec![
        ("page", filled(page, &key)),
        ("html", filled(html, &key)),
        ("hostile-one-token", "a1".repeat(SIZE / 2)),
        ("hostile-identifiers", filled(&uuids, &key)),
        ("hostile-near-misses", filled(&stems, &key)),
    ]
}

fn recognise(c: &mut Criterion) {
    let mut group = c.benchmark_group("recognize");
    group.sample_size(20);
    for (name, text) in texts() {
        group.throughput(Throughput::Bytes(u64::try_from(text.len()).unwrap_or(0)));
        for (page, host) in [("no-page", None), ("portal", Some("us21.admin.mailchimp.com"))] {
            group.bench_function(format!("{name}/{page}"), |b| {
                b.iter(|| recognize(black_box(&text), &Context { host, label: "" }));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, recognise);
criterion_main!(benches);
