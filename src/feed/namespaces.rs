//! The vocabularies that feeds mix, known by their addresses and by their usual prefixes.

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    /// RSS of every version, Atom, and whatever stands without a prefix: their element names do not clash.
    Core,
    Content,
    DublinCore,
    FeedBurner,
    /// Apple's and Google's words for podcasts, which are the same.
    Itunes,
    Media,
    Rdf,
    Slash,
    Syndication,
    Thread,
    WellFormedWeb,
    WordPress,
    Xhtml,
    YouTube,
    /// Anything else.
    Other,
}

/// Prefixes that are understood without a declaration, each with the address that feed-rs knows.
pub(crate) const USUAL_PREFIXES: [(&str, &str); 20] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    (
        "creativeCommons",
        "http://backend.userland.com/creativeCommonsRssModule",
    ),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("georss", "http://www.georss.org/georss"),
    (
        "googleplay",
        "http://www.google.com/schemas/play-podcasts/1.0",
    ),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("thr", "http://purl.org/syndication/thread/1.0"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
    ("xlink", "http://www.w3.org/1999/xlink"),
    ("yt", "http://www.youtube.com/xml/schemas/2015"),
];

/// The vocabulary of an address, without regard to case, a trailing slash or a trailing `#`.
///
/// `None` for an address that is not known: a prefix bound to it means something else, but without a
/// prefix it is most often a misspelt address of RSS or Atom.
pub(crate) fn by_address(address: &str) -> Option<Namespace> {
    let lower = address.trim().to_ascii_lowercase();
    let lower = lower.trim_end_matches(['/', '#']);
    let known = match lower {
        "" => Namespace::Core,
        "http://purl.org/rss/1.0"
        | "http://purl.org/rss/1.0/modules/rss091"
        | "http://purl.org/net/rss1.1"
        | "http://example.com/newformat"
        | "http://example.com/necho"
        | "http://purl.org/echo"
        | "uri/of/echo/namespace"
        | "http://purl.org/pie" => Namespace::Core,
        "http://purl.org/rss/1.0/modules/content" => Namespace::Content,
        "http://purl.org/rss/1.0/modules/slash" => Namespace::Slash,
        "http://purl.org/rss/1.0/modules/syndication" => Namespace::Syndication,
        "http://purl.org/syndication/thread/1.0" => Namespace::Thread,
        "http://wellformedweb.org/commentapi" => Namespace::WellFormedWeb,
        "http://rssnamespace.org/feedburner/ext/1.0" => Namespace::FeedBurner,
        "http://www.youtube.com/xml/schemas/2015" => Namespace::YouTube,
        "com-wordpress:feed-additions:1" => Namespace::WordPress,
        "http://www.w3.org/1999/xhtml" => Namespace::Xhtml,
        "http://www.w3.org/1999/02/22-rdf-syntax-ns" => Namespace::Rdf,
        _ => return by_address_start(lower),
    };
    Some(known)
}

/// Families of addresses: versions, mirrors and misspellings.
fn by_address_start(lower: &str) -> Option<Namespace> {
    let is = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    if is(&[
        "http://purl.org/atom",
        "http://www.w3.org/2005/atom",
        "https://www.w3.org/2005/atom",
    ]) || lower.contains("netscape.com/rdf/simple/0.9")
        || lower.contains("netscape.com/publish/formats/rss")
        || lower.starts_with("http://backend.userland.com/rss")
        || lower.contains("harvard.edu/tech/rss")
    {
        Some(Namespace::Core)
    } else if is(&["http://purl.org/dc/elements/", "http://purl.org/dc/terms"]) {
        Some(Namespace::DublinCore)
    } else if lower.contains("podcast-1.0.dtd")
        || lower.contains("google.com/schemas/play-podcasts")
    {
        Some(Namespace::Itunes)
    } else if lower.contains("search.yahoo.com/mrss")
        || lower.contains("tools.search.yahoo.com/mrss")
    {
        Some(Namespace::Media)
    } else {
        None
    }
}

/// The address of a usual prefix.
pub(crate) fn usual_address(prefix: &str) -> Option<&'static str> {
    USUAL_PREFIXES
        .iter()
        .find(|(usual, _)| *usual == prefix)
        .map(|&(_, address)| address)
}

/// The spelling that feed-rs knows of an address that only differs in version, case or slashes.
pub(crate) fn respelled(address: &str) -> Option<&'static str> {
    let prefix = match by_address(address)? {
        Namespace::Content => "content",
        Namespace::DublinCore if address.contains("/elements/") => "dc",
        Namespace::Itunes if !address.contains("google") => "itunes",
        Namespace::Media => "media",
        Namespace::WellFormedWeb => "wfw",
        _ => return None,
    };
    usual_address(prefix).filter(|usual| *usual != address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_in_every_spelling() {
        assert_eq!(
            by_address("http://wellformedweb.org/commentAPI/"),
            Some(Namespace::WellFormedWeb)
        );
        assert_eq!(
            by_address("HTTP://purl.org/rss/1.0/modules/slash"),
            Some(Namespace::Slash)
        );
        assert_eq!(by_address("http://a.example/"), None);
        assert_eq!(
            respelled("http://search.yahoo.com/mrss"),
            Some("http://search.yahoo.com/mrss/")
        );
        assert_eq!(respelled("http://search.yahoo.com/mrss/"), None);
        assert_eq!(respelled("http://purl.org/dc/terms/"), None);
    }
}
