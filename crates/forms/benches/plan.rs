//! How long a plan takes on a page of 60 inputs.
#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use keyfob_forms::{Control, Have, Page, plan};
use std::hint::black_box;

fn page() -> Page {
    let control = |label: String, name: String, section: &str| Control {
        name,
        label,
        section: section.to_owned(),
        tag: "input".to_owned(),
        kind: "text".to_owned(),
        help: "You find it in your account; see the help page for the steps.".to_owned(),
        visible: true,
        ..Control::default()
    };
    let mut controls: Vec<Control> = (0..56)
        .map(|i| control(format!("Option {i} of the list"), format!("settings[option_{i}]"), "General"))
        .collect();
    for (label, name, section) in [
        ("API Key", "settings[mailchimp][api_key]", "Mailchimp"),
        ("API Key", "settings[cc][key]", "Constant Contact"),
        ("Access Token", "settings[cc][token]", "Constant Contact"),
        ("Site Key", "settings[site_key]", "reCAPTCHA"),
    ] {
        controls.push(control(label.to_owned(), name.to_owned(), section));
    }
    Page {
        url: "https://site.example/wp-admin/admin.php?page=settings".to_owned(),
        title: "Settings".to_owned(),
        headings: vec!["Settings".to_owned()],
        controls,
        ..Page::default()
    }
}

fn bench(criterion: &mut Criterion) {
    let page = page();
    criterion.bench_function("plan/60 inputs", |bencher| {
        bencher.iter(|| plan(black_box(&page), &Have::All, &[]));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
