//! What a screen takes out of a thread: places of words, and exports. The thread is that of the manual.

use byline::engine::message::{Export, ExportForm, ExportTo, Exported, Piped, Report, Request};
use byline::model::discussion::Discussion;
use byline::model::info::{Info, Value};
use byline::model::thread::Thread;

use super::Desk;

/// The manual's discussion, the one with the most comments.
async fn manual(desk: &Desk) -> (Discussion, Thread) {
    let articles = desk
        .engine
        .store()
        .read(|reader| reader.articles(&Default::default()))
        .await
        .unwrap();
    let mut threads = Vec::new();
    for article in articles {
        threads.extend(desk.engine.threads(article.id).await.unwrap());
    }
    threads
        .into_iter()
        .max_by_key(|(_, thread)| thread.len())
        .unwrap()
}

/// The answer to one request.
async fn answer(desk: &Desk, request: Request, wanted: impl Fn(&Report) -> bool) -> Report {
    let (service, mut reports) = desk.engine.serve();
    service.requests().send(request).unwrap();
    let report = loop {
        let report = reports.recv().await.unwrap();
        if wanted(&report) {
            break report;
        }
    };
    service.stop().await;
    report
}

fn export(discussion: &Discussion, to: ExportTo) -> Export {
    Export {
        article: discussion.article,
        discussion: discussion.id,
        branch: None,
        form: ExportForm::Markdown,
        to,
    }
}

#[tokio::test]
async fn words_are_found_in_all_comments_of_a_discussion() {
    let desk = Desk::new().await;
    let (discussion, thread) = manual(&desk).await;
    let author = thread.comment(0).author.clone().unwrap().to_string();
    let request = Request::FindInComments {
        discussion: discussion.id,
        words: author.to_uppercase(),
    };
    let found = answer(&desk, request, |report| {
        matches!(report, Report::FoundInComments { .. })
    })
    .await;
    let Report::FoundInComments {
        words, comments, ..
    } = found
    else {
        unreachable!()
    };
    assert_eq!(words, author.to_uppercase());
    assert!(comments.contains(&thread.comment(0).id));
}

#[tokio::test]
async fn a_thread_is_exported_into_a_new_file_with_every_author() {
    let desk = Desk::new().await;
    let folder = tempfile::tempdir().unwrap();
    let exports = folder.path().join("export");
    desk.engine.set_export_folder(exports.clone());
    let (discussion, thread) = manual(&desk).await;
    let request = Request::Export(export(&discussion, ExportTo::File));
    let is_exported = |report: &Report| matches!(report, Report::Exported { .. });
    let report = answer(&desk, request, is_exported).await;
    let Report::Exported {
        comments,
        to: Exported::File(path),
    } = report
    else {
        panic!("{report:?}")
    };
    assert_eq!(comments, thread.counts().size);
    assert_eq!(path.parent(), Some(exports.as_path()));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.starts_with("# "));
    for node in &thread.tree().nodes {
        let author = byline::text::markdown::escape(node.comment.author.as_ref().unwrap().as_str());
        assert!(text.contains(&format!("**{author}**")), "{author}");
    }
}

#[tokio::test]
async fn a_branch_for_the_clipboard_begins_at_its_comment() {
    let desk = Desk::new().await;
    let (discussion, thread) = manual(&desk).await;
    let reply = (0..thread.len())
        .find(|&at| thread.parent(at).is_some())
        .unwrap();
    let request = Request::Export(Export {
        branch: Some(thread.comment(reply).id.clone()),
        ..export(&discussion, ExportTo::Clipboard)
    });
    let is_exported = |report: &Report| matches!(report, Report::Exported { .. });
    let report = answer(&desk, request, is_exported).await;
    let Report::Exported {
        comments,
        to: Exported::Text(text),
    } = report
    else {
        panic!("{report:?}")
    };
    assert_eq!(comments, thread.branch(reply).size);
    let first = text.lines().find(|line| line.contains("**")).unwrap();
    assert!(
        first.starts_with("**") && first.contains("in reply to"),
        "{first}"
    );
}

#[tokio::test]
async fn without_a_folder_an_export_into_a_file_is_refused_with_a_sentence() {
    let desk = Desk::new().await;
    let (discussion, _) = manual(&desk).await;
    let request = Request::Export(export(&discussion, ExportTo::File));
    let report = answer(&desk, request, |report| matches!(report, Report::Say(_))).await;
    let Report::Say(said) = report else {
        unreachable!()
    };
    assert_eq!(said.text.as_str(), "There is no folder for exports");
    assert!(said.is_error);
}

/// The manual's thread in a form, as text.
async fn in_form(desk: &Desk, form: ExportForm) -> String {
    let (discussion, _) = manual(desk).await;
    let request = Request::Export(Export {
        form,
        ..export(&discussion, ExportTo::Clipboard)
    });
    let is_exported = |report: &Report| matches!(report, Report::Exported { .. });
    match answer(desk, request, is_exported).await {
        Report::Exported {
            to: Exported::Text(text),
            ..
        } => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_thread_is_exported_as_text_as_a_page_and_as_data() {
    let desk = Desk::new().await;
    let (_, thread) = manual(&desk).await;
    let reply = (0..thread.len()).find(|&at| thread.parent(at).is_some());
    let reply = thread.comment(reply.unwrap());
    let name = reply.author.as_ref().unwrap().as_str();

    let text = in_form(&desk, ExportForm::Text).await;
    assert!(text.contains(&format!("\n  {name}, 20")), "{text}");
    assert!(text.lines().all(|line| line.chars().count() < 110));

    let page = in_form(&desk, ExportForm::Html).await;
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(page.contains("style=\"margin-left: 2em\""), "{page}");
    assert_eq!(page.matches("<article ").count(), thread.len());
    assert!(!page.contains("<script"));

    let data = in_form(&desk, ExportForm::Json).await;
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let comments = data["comments"].as_array().unwrap();
    assert_eq!(comments.len(), thread.len());
    let exported = comments.iter().find(|one| one["id"] == reply.id.as_str());
    let parent = thread.parent(thread.position(&reply.id).unwrap()).unwrap();
    assert_eq!(
        exported.unwrap()["parent"],
        thread.comment(parent).id.as_str()
    );
}

#[cfg(unix)]
async fn piped(desk: &Desk, what: Piped, command: &str) -> Info {
    let request = Request::Pipe {
        what,
        command: command.to_owned(),
    };
    match answer(desk, request, |report| matches!(report, Report::Info(_))).await {
        Report::Info(info) => info,
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
fn lines(info: &Info) -> Vec<String> {
    let facts = info.facts.iter();
    let lines = facts.map(|fact| match &fact.value {
        Value::Verbatim(line) | Value::Words(line) => line.to_string(),
        other => panic!("{other:?}"),
    });
    lines.collect()
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_reads_what_is_in_sight_and_what_it_prints_is_shown() {
    let desk = Desk::new().await;
    let (discussion, thread) = manual(&desk).await;
    let branch = Export {
        branch: Some(thread.comment(0).id.clone()),
        form: ExportForm::Text,
        ..export(&discussion, ExportTo::Clipboard)
    };
    let name = thread.comment(0).author.clone().unwrap();
    let info = piped(&desk, Piped::Comments(branch), "head -n 4 | cat -n").await;
    assert_eq!(info.title.as_str(), "head -n 4 | cat -n");
    assert!(
        lines(&info).iter().any(|line| line.contains(name.as_str())),
        "{info:?}"
    );
    assert!(
        lines(&info)[0].starts_with("     1"),
        "blanks count: {info:?}"
    );
    // Nothing of the article is part of the command: `$1`, `$0` and the like are empty.
    let article = Piped::Article(discussion.article);
    let info = piped(&desk, article.clone(), "printf '%s' \"$1$2\"").await;
    assert_eq!(lines(&info), ["It printed nothing."]);
    let info = piped(&desk, article, "printf '\\033[31mred'").await;
    assert_eq!(lines(&info), ["[31mred"], "no escape sequence gets through");
}
