//! What a comment source understands of a saved answer or page.

use std::io;

use jiff::Timestamp;
use serde::Serialize;

use super::{Read, kind};
use crate::cli::failure::FailureKind;
use crate::cli::output::Output;
use crate::comments::{self, Loaded};
use crate::model::comment::{Comment, State, Trust};
use crate::model::discussion::{Access, SourceOrder};
use crate::model::tree::{self, Node, Options, Order, Tree};
use crate::text::count::counted;
use crate::text::plain::{first_words, text_of};

/// Characters of a comment shown in a line.
const EXCERPT_CHARS: usize = 60;

#[derive(Debug, Default, Serialize)]
struct DiscussionJson<'a> {
    file: &'a str,
    source: &'a str,
    total_stated: Option<u32>,
    complete: bool,
    access: Access,
    comments: Vec<CommentJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct CommentJson<'a> {
    id: &'a str,
    parent: Option<&'a str>,
    parent_trust: Trust,
    author: Option<&'a str>,
    published: Option<Timestamp>,
    state: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'static str>,
    text: String,
}

/// Shows one document; returns what its refusal means for the exit status.
pub(super) fn show(
    source: &str,
    name: &str,
    document: Read,
    json: bool,
    out: &mut Output<'_>,
) -> io::Result<Option<FailureKind>> {
    let (loaded, refused) = match document {
        Ok(document) => {
            let files = [(name.to_owned(), document.bytes)];
            match comments::map_saved(source, &files, document.url.as_ref()) {
                Ok(loaded) => (Ok(loaded), None),
                Err(error) => (Err(error.to_string()), Some(FailureKind::Some)),
            }
        }
        Err(unread) => (Err(unread.to_string()), Some(kind(&unread))),
    };
    match loaded {
        Ok(loaded) => {
            let (stated, complete) = (loaded.total_stated, loaded.complete);
            let access = loaded.access;
            let tree = as_tree(loaded);
            if json {
                out.json(&DiscussionJson {
                    file: name,
                    source,
                    total_stated: stated,
                    complete,
                    access,
                    comments: (0..tree.nodes.len()).map(|at| comment(&tree, at)).collect(),
                    error: None,
                })?;
            } else {
                print_text(name, &tree, stated, complete, out)?;
            }
        }
        Err(error) if json => out.json(&DiscussionJson {
            file: name,
            source,
            error: Some(error),
            ..DiscussionJson::default()
        })?,
        Err(error) => out.line(&format!("{name}: {error}"))?,
    }
    Ok(refused)
}

/// In reading order, as the comment pane would show it: a site's own ranking is worth keeping, all else
/// reads best from its beginning.
fn as_tree(loaded: Loaded) -> Tree {
    let options = Options {
        order: match loaded.order {
            SourceOrder::Ranked => Order::Delivered,
            SourceOrder::Oldest | SourceOrder::Newest | SourceOrder::Unknown => Order::Oldest,
        },
        delivered: loaded.order,
        ..Options::default()
    };
    tree::build(loaded.comments, &options)
}

fn comment(tree: &Tree, at: usize) -> CommentJson<'_> {
    let Node {
        comment, parent, ..
    } = &tree.nodes[at];
    CommentJson {
        id: comment.id.as_str(),
        parent: parent.map(|parent| tree.nodes[parent].comment.id.as_str()),
        parent_trust: comment.parent_trust,
        author: comment.author.as_ref().map(|author| author.as_str()),
        published: comment.published,
        state: comment.state.word(),
        roles: comment.roles.words(),
        text: text_of(&comment.body),
    }
}

fn print_text(
    name: &str,
    tree: &Tree,
    stated: Option<u32>,
    complete: bool,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let mut facts = vec![counted(tree.nodes.len(), "comment", "comments")];
    facts.extend(stated.map(|stated| format!("{stated} stated")));
    facts.push(if complete { "complete" } else { "incomplete" }.into());
    if tree.inconsistent {
        facts.push("with contradictions about parents".into());
    }
    if tree.left_out > 0 {
        facts.push(format!("{} left out", tree.left_out));
    }
    out.line(&format!("{name}: {}", facts.join(", ")))?;
    for node in &tree.nodes {
        out.line(&line(node))?;
    }
    Ok(())
}

fn line(node: &Node) -> String {
    // Deeper than this the number says more than blanks do.
    const MAX_INDENTED: usize = 16;
    let Comment {
        id,
        author,
        state,
        body,
        parent_trust,
        ..
    } = &*node.comment;
    let depth = node.depth as usize;
    let mut line = format!("{}{id}", "  ".repeat(depth.min(MAX_INDENTED) + 1));
    if depth > MAX_INDENTED {
        line.push_str(&format!(" (depth {depth})"));
    }
    if node.parent.is_some() && *parent_trust != Trust::Stated {
        line.push_str(match parent_trust {
            Trust::Guessed => " (parent guessed)",
            _ => " (parent derived)",
        });
    }
    let author = author
        .as_ref()
        .map_or("anonymous", |author| author.as_str());
    line.push_str(&format!(" {author}: "));
    match state {
        State::Visible => {
            line.push_str(first_words(body, EXCERPT_CHARS).as_str());
        }
        other => line.push_str(&format!("[{}]", other.word())),
    }
    line
}
