//! What a screen takes out of a thread: places of words, and exports. The thread is that of the manual.

use byline::engine::message::{Export, ExportTo, Exported, Report, Request};
use byline::model::discussion::Discussion;
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
