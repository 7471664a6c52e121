//! What comes in: a file is looked at first, and nothing is changed before the person has seen what becomes of it.

use super::safety::Safe;
use crate::file;
use crate::icons::{self, icon};
use crate::pieces::{notice, parts, passphrase, plan, waiting};
use crate::shared::Shared;
use crate::words::{count, reason, t, with};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{ImportEntry, ImportFate, SkipView, UiRequest, UiResponse};
use leptos::html::Input;
use leptos::prelude::*;

/// The file that was picked. It is held until it is taken in or left, since both questions are about the same bytes.
struct Picked {
    file: SecretText,
    name: String,
    passphrase: SecretText,
}

/// Where an import stands.
#[derive(Clone, Copy)]
struct Import {
    safe: Safe,
    picked: Shared<Option<Picked>>,
    /// The picked file's name; empty for none.
    name: RwSignal<String>,
    /// The file wants a passphrase.
    sealed: RwSignal<bool>,
    /// What is in it.
    found: Shared<Option<(Vec<ImportEntry>, Vec<SkipView>)>>,
    /// The entries that are ticked.
    wanted: Shared<Vec<usize>>,
}

/// Taking a file in.
pub fn task(safe: Safe) -> AnyView {
    let import = Import {
        safe,
        picked: Shared::new(None),
        name: RwSignal::new(String::new()),
        sealed: RwSignal::new(false),
        found: Shared::new(None),
        wanted: Shared::new(Vec::new()),
    };
    // Whether a file is sealed with a passphrase shows only when it is opened.
    Effect::new(move |_| {
        let Some(code) = safe.app.problem.with(|found| found.as_ref().map(|found| found.code.clone())) else { return };
        let picked = import.picked.peek(Option::is_some);
        if picked && matches!(code.as_str(), "passphrase-needed" | "file-passphrase") {
            import.sealed.set(true);
            request_animation_frame(|| {
                crate::screen::focus("#import-passphrase");
            });
        } else if picked && !import.sealed.get_untracked() && import.found.peek(Option::is_none) {
            // What cannot be read is not held.
            import.leave();
        }
    });
    let inside = parts::live(move || {
        if import.found.with(Option::is_some) {
            preview(import)
        } else if import.sealed.get() {
            unseal(import)
        } else {
            choose(import)
        }
    });
    safe.task("import", inside, move |open| {
        if !open {
            import.leave();
        }
    })
}

impl Import {
    /// Forgets the file.
    fn leave(self) {
        self.picked.set(None);
        self.name.set(String::new());
        self.sealed.set(false);
        self.found.set(None);
        self.wanted.set(Vec::new());
    }

    /// Reads a file and asks what is in it.
    fn pick(self, file: web_sys::File) {
        let name = file.name();
        self.name.set(name.clone());
        let first = async move {
            let file = file::read(&file).await?;
            let passphrase = SecretText::new(String::new());
            let request =
                UiRequest::ImportPreview { file: file.clone(), name: name.clone(), passphrase: passphrase.clone() };
            self.picked.set(Some(Picked { file, name, passphrase }));
            Ok(request)
        };
        self.safe.app.act_after("import", Box::pin(first), Box::new(move |response| self.show(response)));
    }

    /// Asks once more, with its passphrase.
    fn open(self, passphrase: SecretText) {
        let mut request = None;
        self.picked.update(|picked| {
            let Some(picked) = picked else { return };
            picked.passphrase = passphrase;
            request = Some(UiRequest::ImportPreview {
                file: picked.file.clone(),
                name: picked.name.clone(),
                passphrase: picked.passphrase.clone(),
            });
        });
        if let Some(request) = request {
            self.safe.app.act_then("import", request, Box::new(move |response| self.show(response)));
        }
    }

    fn show(self, response: UiResponse) {
        let UiResponse::Import { entries, skipped } = response else { return };
        let new = entries.iter().filter(|entry| entry.fate != ImportFate::Known).map(|entry| entry.at);
        self.wanted.set(new.collect());
        self.found.set(Some((entries, skipped)));
        request_animation_frame(|| {
            crate::screen::focus("[data-testid=import-found]");
        });
    }

    /// Takes in what is ticked.
    fn apply(self) {
        let wanted = self.wanted.peek(Clone::clone);
        if wanted.is_empty() {
            self.safe.app.fail("nothing-chosen");
            return;
        }
        let number = wanted.len();
        let request = self.picked.peek(|picked| {
            let Picked { file, name, passphrase } = picked.as_ref()?;
            let (file, name, passphrase) = (file.clone(), name.clone(), passphrase.clone());
            Some(UiRequest::ImportApply { file, name, passphrase, wanted })
        });
        let then = move |_| {
            self.leave();
            self.safe.tell(count("imported", number));
        };
        if let Some(request) = request {
            self.safe.app.act_then("import", request, Box::new(then));
        }
    }

    fn words(self, idle: String) -> AnyView {
        waiting::words_of(self.safe.app, "import".to_owned(), idle, t("import_working"))
    }
}

/// A button and a place to drop at once.
fn choose(import: Import) -> AnyView {
    let over = RwSignal::new(false);
    let class = move || if over.get() { "drop drop-over" } else { "drop" }.to_owned();
    view! {
        <p>{t("import_what")}</p>
        <label
            class=parts::words(class)
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                over.set(false);
                let files = event.data_transfer().and_then(|data| data.files());
                if let Some(file) = files.and_then(|files| files.get(0)) {
                    import.pick(file);
                }
            }
        >
            <input
                type="file"
                class="hidden"
                data-testid="import-file"
                on:change:target=move |event| {
                    let input = event.target();
                    if let Some(file) = input.files().and_then(|files| files.get(0)) {
                        import.pick(file);
                    }
                    // The page keeps no hold of it, and the same file can be picked again.
                    input.set_value("");
                }
            />
            {icon(icons::FILE)}
            <span>{import.words(t("import_choose"))}</span>
        </label>
        <p class="help">{t("import_formats")}</p>
    }
    .into_any()
}

/// The file is sealed with a passphrase.
fn unseal(import: Import) -> AnyView {
    let field = NodeRef::<Input>::new();
    let send = move || {
        let typed = passphrase::take(field, false);
        if !typed.is_empty() {
            import.open(typed);
        }
    };
    let label = move || with("import_passphrase", &[&import.name.get_untracked()]);
    let inside = view! {
        {passphrase::field("import-passphrase", label(), "", field, |_| {})}
        <div class="actions">
            {parts::submit(import.safe.app, "import-open", import.words(t("import_open")))}
            {cancel(import)}
        </div>
    };
    parts::form("stack", inside.into_any(), send)
}

fn cancel(import: Import) -> AnyView {
    parts::link("button button-plain", "import-cancel", t("import_other").into_any(), move || {
        import.safe.app.problem.set(None);
        import.leave();
    })
}

/// What is in it, what becomes of each, and what is left out.
fn preview(import: Import) -> AnyView {
    let Some((entries, skipped)) = import.found.peek(Clone::clone) else { return ().into_any() };
    let all = entries.len();
    let news = import.wanted.peek(Vec::len);
    let form = if all == 1 { "import_found_one" } else { "import_found_other" };
    let head = with(form, &[&all.to_string(), &import.name.get_untracked()]);
    let merged = entries.iter().any(|entry| entry.fate == ImportFate::Merge);
    let merged = merged.then(|| notice::notice(notice::Tone::Note, t("fate_merge"), t("fate_merge_what")));
    let rows: Vec<AnyView> = entries.into_iter().map(|entry| row(import, entry)).collect();
    let apply = (news > 0).then(|| {
        let words = parts::live(move || import.words(count("import_apply", import.wanted.with(Vec::len))));
        parts::button(import.safe.app, "button button-main", "import-apply", words, move || import.apply())
    });
    let none =
        (news == 0 && all > 0).then(|| notice::notice(notice::Tone::Note, String::new(), t("import_nothing_new")));
    view! {
        <div class="stack-tight" data-testid="import-found" tabindex="-1">
            <p class="name">{head}</p>
            <ul class="list">{rows}</ul>
        </div>
        {plan::left_out("import_skipped", &skipped)}
        {merged}
        {none}
        <div class="actions">{apply}{cancel(import)}</div>
    }
    .into_any()
}

fn row(import: Import, entry: ImportEntry) -> AnyView {
    let at = entry.at;
    let (flag, key) = match entry.fate {
        ImportFate::New => ("flag flag-good", "fate_new"),
        ImportFate::Merge => ("flag flag-care", "fate_merge"),
        ImportFate::Known => ("flag", "fate_known"),
    };
    let what = if entry.provider.is_empty() { entry.name } else { format!("{} · {}", entry.provider, entry.name) };
    let parts: Vec<String> = entry.fields.iter().map(|field| format!("{} {}", field.name, field.preview)).collect();
    let why = match entry.source.as_str() {
        source if source.is_empty() || source == entry.label => reason(&entry.why),
        source => format!("{source}: {}", reason(&entry.why)),
    };
    let words = view! {
        <span class="name">{entry.label} " " <span class=flag>{t(key)}</span></span>
        <span class="quiet">{what}</span>
        <span class="quiet">{parts.join(", ")}</span>
        <span class="quiet">{why}</span>
    }
    .into_any();
    let row = if entry.fate == ImportFate::Known {
        view! { <div class="list-row list-row-still">{icon(icons::CHECK)}<span class="grow">{words}</span></div> }
            .into_any()
    } else {
        let turned = move |on: bool| {
            import.wanted.update(|wanted| {
                wanted.retain(|other| *other != at);
                if on {
                    wanted.push(at);
                }
            });
        };
        parts::check("import-pick", "list-row check", true, words, turned)
    };
    view! { <li data-testid="import-entry">{row}</li> }.into_any()
}
