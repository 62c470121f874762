//! Comment systems in a page that answer to browsers only (section 7.16): what loads or holds them.

use crate::text::dom::{Dom, Element};

/// By the address that a system is loaded from, or by the call or variable that begins it.
const SCRIPTS: &[(&str, &str)] = &[
    ("talk.hyvor.com/", "Hyvor Talk"),
    ("cdn.viafoura.net/", "Viafoura"),
    ("launcher.spot.im/", "OpenWeb"),
    ("graphcomment.com/js/", "GraphComment"),
    ("Coral.createStreamEmbed", "Coral"),
    ("Coral.Talk.render", "Coral"),
    ("vuukle.com/", "Vuukle"),
    ("VUUKLE_CONFIG", "Vuukle"),
    ("intensedebate.com/js/", "IntenseDebate"),
    ("idcomments_acct", "IntenseDebate"),
    ("gigya.comments.", "Gigya"),
    ("showCommentsUI", "Gigya"),
    ("insticator.com/", "Insticator"),
    ("fastcomments.com/js/", "FastComments"),
    ("FastCommentsUI", "FastComments"),
    ("cackle.me/", "Cackle"),
    ("cackle_widget", "Cackle"),
    ("hypercomments.com/", "HyperComments"),
    ("_hcwp", "HyperComments"),
    ("livefyre.com/", "Livefyre"),
    ("fyre.conv.load", "Livefyre"),
    ("js-kit.com/", "JS-Kit"),
    ("echoenabled.com/", "JS-Kit"),
    ("VK.Widgets.Comments", "VK"),
    ("facebook.com/plugins/comments", "Facebook"),
    ("muut.com/", "Muut"),
    ("just-comments.com/", "JustComments"),
    ("commentbox.io/", "CommentBox"),
    ("htmlcommentbox.com/", "HTML Comment Box"),
    ("civilcomments.com/", "Civil"),
    ("solidopinion.com/", "SolidOpinion"),
    ("tolstoycomments.com/", "Tolstoy Comments"),
    ("anycomment.io/", "AnyComment"),
    ("livere.com/", "LiveRe"),
    ("changyan.sohu.com/", "Changyan"),
    ("changyan.itc.cn/", "Changyan"),
    ("duoshuo.com/", "Duoshuo"),
];

/// By the name of an element that a system fills: its tag, its id or one of its classes.
const ELEMENTS: &[(&str, &str)] = &[
    ("hyvor-talk-comments", "Hyvor Talk"),
    ("hyvor-talk-view", "Hyvor Talk"),
    ("vf-conversations", "Viafoura"),
    ("vf-comments", "Viafoura"),
    ("viafoura", "Viafoura"),
    ("graphcomment", "GraphComment"),
    ("coral_thread", "Coral"),
    ("coral_talk_stream", "Coral"),
    ("coral-talk-stream", "Coral"),
    ("vuukle-comments", "Vuukle"),
    ("vuukle_div", "Vuukle"),
    ("vuukle-emote", "Vuukle"),
    ("idc-container", "IntenseDebate"),
    ("IDCommentsPostTitle", "IntenseDebate"),
    ("idc-commentcount_wrap", "IntenseDebate"),
    ("gigya-comments", "Gigya"),
    ("insticator-container", "Insticator"),
    ("insticator-commenting", "Insticator"),
    ("fastcomments-widget", "FastComments"),
    ("fast-comments", "FastComments"),
    ("mc-container", "Cackle"),
    ("hypercomments_widget", "HyperComments"),
    ("livefyre", "Livefyre"),
    ("livefyre-comments", "Livefyre"),
    ("livefyre_comments", "Livefyre"),
    ("js-kit-comments", "JS-Kit"),
    ("fb-comments", "Facebook"),
    ("fb:comments", "Facebook"),
    ("vk_comments", "VK"),
    ("muut", "Muut"),
    ("commentbox", "CommentBox"),
    ("HCB_comment_box", "HTML Comment Box"),
    ("tolstoycomments-feed", "Tolstoy Comments"),
    ("lv-container", "LiveRe"),
    ("SOHUCS", "Changyan"),
    ("ds-thread", "Duoshuo"),
];

/// By an attribute that only one system reads.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("data-spotim-module", "OpenWeb"),
    ("data-spotim-app", "OpenWeb"),
    ("data-spot-im-class", "OpenWeb"),
    ("data-coral-stream", "Coral"),
];

/// The system, by its name; `scripts` is the text of all scripts with their addresses.
pub(super) fn read(scripts: &str, dom: &Dom) -> Option<&'static str> {
    let by_script = || by_script(scripts);
    let is_gigya = || scripts.contains(".gigya.com/") && dom.elements().any(awaits_comments);
    let is_medium = || {
        let reader = dom.root().first("meta[property='al:android:package']");
        reader.and_then(|meta| meta.attr("content")) == Some("com.medium.reader")
    };
    by_script()
        .or_else(|| dom.elements().find_map(by_element))
        .or_else(|| is_gigya().then_some("Gigya"))
        .or_else(|| is_medium().then_some("Medium"))
}

fn by_script(text: &str) -> Option<&'static str> {
    let found = SCRIPTS.iter().find(|(sign, _)| text.contains(sign));
    found.map(|(_, name)| *name)
}

fn by_element(element: Element<'_>) -> Option<&'static str> {
    let names = [Some(element.tag()), element.id()].into_iter().flatten();
    let by_name = names.chain(element.classes()).find_map(|name| {
        let known = ELEMENTS.iter().find(|(known, _)| *known == name);
        known.map(|(_, system)| *system)
    });
    by_name
        .or_else(|| {
            let known = ATTRIBUTES
                .iter()
                .find(|(name, _)| element.attr(name).is_some());
            known.map(|(_, system)| *system)
        })
        .or_else(|| {
            let frame = element.attr("src").filter(|_| element.tag() == "iframe");
            frame.and_then(by_script)
        })
}

/// Whether an element is named for comments and empty, for a script to fill it.
fn awaits_comments(element: Element<'_>) -> bool {
    let mut names = element.id().into_iter().chain(element.classes());
    names.any(|name| name.to_ascii_lowercase().contains("comments"))
        && element.text(4).is_empty()
        && element.tag() != "body"
}
