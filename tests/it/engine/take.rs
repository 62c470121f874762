//! What a screen takes out of a thread: places of words, and exports. The thread is that of the manual.

use byline::engine::message::{
    Export, ExportForm, ExportTo, ExportWhat, Exported, Piped, Report, Request,
};
use byline::model::discussion::Discussion;
use byline::model::id::ArticleId;
use byline::model::info::{Info, Value};
use byline::model::thread::Thread;

use super::{Desk, feed, serve};
use wiremock::MockServer;

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
        what: ExportWhat::Thread(discussion.id),
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
        article: false,
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
        what: ExportWhat::Branch(discussion.id, thread.comment(reply).id.clone()),
        ..export(&discussion, ExportTo::Clipboard)
    });
    let is_exported = |report: &Report| matches!(report, Report::Exported { .. });
    let report = answer(&desk, request, is_exported).await;
    let Report::Exported {
        article: false,
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
    exported(desk, ExportWhat::Thread(discussion.id), form).await
}

async fn exported(desk: &Desk, what: ExportWhat, form: ExportForm) -> String {
    let (discussion, _) = manual(desk).await;
    let request = Request::Export(Export {
        what,
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

#[tokio::test]
async fn an_article_is_exported_with_its_text_and_its_comments_in_every_form() {
    let desk = Desk::new().await;
    let (_, thread) = manual(&desk).await;
    let title = "Welcome to byline";
    let count = thread.counts().size;

    let text = exported(&desk, ExportWhat::Article, ExportForm::Markdown).await;
    assert!(
        text.starts_with(&format!("# {title}")) || text.starts_with("# ["),
        "{text}"
    );
    let (article, comments) = text
        .split_once(&format!("\n## {count} comments\n"))
        .unwrap();
    assert!(article.contains("Welcome to byline") && article.lines().count() > 10);
    assert_eq!(comments.matches("UTC").count(), thread.len());

    let text = exported(&desk, ExportWhat::Article, ExportForm::Text).await;
    assert!(text.contains(&format!("\n\n{count} comments\n")), "{text}");
    assert!(text.lines().all(|line| line.chars().count() < 110));

    let page = exported(&desk, ExportWhat::Article, ExportForm::Html).await;
    assert_eq!(page.matches("<main>").count(), 1);
    assert_eq!(page.matches("<article ").count(), thread.len());

    let data = exported(&desk, ExportWhat::Article, ExportForm::Json).await;
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["feed"], "Welcome to byline");
    assert!(data["text"].as_str().unwrap().len() > 500);
    let comments = data["discussions"][0]["comments"].as_array().unwrap();
    assert_eq!(comments.len(), thread.len());
}

#[tokio::test]
async fn what_a_feed_says_of_itself_stays_text_in_a_page() {
    let server = MockServer::start().await;
    let document = "<rss version=\"2.0\"><channel><title>A &amp;lt;b&gt;</title><item>\
        <title>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; more</title>\
        <author>\"x\" &amp;lt;y&amp;gt;</author><guid>1</guid>\
        <description>&lt;script&gt;alert(2)&lt;/script&gt;Words.</description></item></channel></rss>";
    serve(&server, "/feed", feed(document)).await;
    let desk = Desk::new().await;
    let address = format!("{}/feed", server.uri());
    let new = desk.engine.subscribe(&address).await.unwrap().outcome.new;
    let request = Request::Export(Export {
        article: new[0].id,
        what: ExportWhat::Article,
        form: ExportForm::Html,
        to: ExportTo::Clipboard,
    });
    let is_exported = |report: &Report| matches!(report, Report::Exported { .. });
    let report = answer(&desk, request, is_exported).await;
    let Report::Exported {
        article: true,
        comments: 0,
        to: Exported::Text(page),
    } = report
    else {
        panic!("{report:?}")
    };
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("Words."), "{page}");
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
        what: ExportWhat::Branch(discussion.id, thread.comment(0).id.clone()),
        form: ExportForm::Text,
        ..export(&discussion, ExportTo::Clipboard)
    };
    let name = thread.comment(0).author.clone().unwrap();
    let info = piped(&desk, Piped::Comments(branch), "head -n 9 | cat -n").await;
    assert_eq!(info.title.as_str(), "head -n 9 | cat -n");
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

#[cfg(unix)]
#[tokio::test]
async fn title_author_and_address_go_along_with_a_text_and_its_end_is_told() {
    let desk = Desk::new().await;
    let article = Piped::Article(ArticleId(1));
    let row = desk
        .engine
        .store()
        .read(|reader| reader.article(ArticleId(1)));
    let row = row.await.unwrap().unwrap();
    let info = piped(&desk, article.clone(), "head -n 1; printenv BYLINE_TITLE").await;
    assert_eq!(
        lines(&info),
        [format!("Title: {}", row.title), row.title.to_string()]
    );
    let info = piped(
        &desk,
        article.clone(),
        "printf '%s|' \"$BYLINE_AUTHOR\" \"$BYLINE_URL\"",
    )
    .await;
    let author = row.author.map(|name| name.to_string()).unwrap_or_default();
    let link = row.link.map(String::from).unwrap_or_default();
    assert_eq!(lines(&info), [format!("{author}|{link}|")]);
    let failing = Request::Pipe {
        what: article.clone(),
        command: "echo no such rope >&2; exit 7".to_owned(),
    };
    let told = answer(&desk, failing, |report| matches!(report, Report::Say(_))).await;
    let Report::Say(said) = told else {
        panic!("{told:?}");
    };
    assert!(said.is_error);
    assert!(
        said.text
            .as_str()
            .ends_with("ended with status 7: no such rope"),
        "{}",
        said.text
    );
}

#[cfg(unix)]
#[tokio::test]
async fn pagers_and_what_begins_with_a_bang_are_given_the_terminal() {
    let desk = Desk::new().await;
    for (command, line, waits) in [
        ("less -S", "less -S", false),
        ("!wc -w", "wc -w", true),
        ("! grep rope | less", "grep rope | less", false),
    ] {
        let request = Request::Pipe {
            what: Piped::Article(ArticleId(1)),
            command: command.to_owned(),
        };
        let told = answer(&desk, request, |report| {
            matches!(report, Report::HandOver(_))
        })
        .await;
        let Report::HandOver(program) = told else {
            panic!("{told:?}");
        };
        assert_eq!(program.words, ["sh", "-c", line]);
        assert_eq!(program.waits_for_enter, waits, "{command}");
        assert!(program.input.starts_with(b"Title: "));
        assert!(
            program
                .variables
                .iter()
                .any(|(name, _)| name == "BYLINE_URL")
        );
    }
}
