//! 80 by 24, where panes stack, and 50 by 14, where one has the screen.

use insta::assert_snapshot;

use super::super::fixtures::{in_trouble, mock_up};
use crate::ui::testing::{Engine, Screen};

#[test]
fn start_stacked() {
    assert_snapshot!(Screen::new(80, 24, mock_up()).text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 10 · newest first ═════════════════════════════════════════════════
    ▌  Infiniti Production To Leave Japan; North Ame…  car-news    15h    4   +2
     ● Compact EV Range Test: Six Cars, One Charger    car-news    16h   41  +17
     ● Writing A Parser You Can Reread                 code weekly 21h   88  +88
     ○ Dealer Stock Falls Third Month Running          car-news     1d    0
       Why The Ferry Was Late, Again                   harbour      1d    9
       Night Train Timetable Published                 rail notes   1d   12
     ○ Small Kernels, Big Locks                        code weekly  2d  204  +11 *
       Council Votes On Tram Line                      harbour      2d   33
     ○ Old Synths, New Firmware                        rail notes   2d    6   +1
       Ask: What Do You Read Offline?                  reader       3d 1.5k










     Space → open "Infiniti Production To…" (4 cmt, 2 new)
     n next unread  m read or unread  d done with this  c catch up  q leave  ? keys
    "#);
}

#[test]
fn start_small() {
    assert_snapshot!(Screen::new(50, 14, mock_up()).text(), @r#"
     byline  All feeds     5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 10 · newest first ═══════════════════
    ▌  Infiniti Productio…  car-news 15h    4   +2
     ● Compact EV Range T…  car-news 16h   41  +17
     ● Writing A Parser Y…  code     21h   88  +88
     ○ Dealer Stock Falls…  car-news  1d    0
       Why The Ferry Was…   harbour   1d    9
       Night Train Timeta…  rail      1d   12
     ○ Small Kernels, Big…  code      2d  204  +11 *
       Council Votes On T…  harbour   2d   33
     ○ Old Synths, New Fi…  rail      2d    6   +1
       Ask: What Do You R…  reader    3d 1.5k
     Space → open "Infiniti Production To…" (4 cmt,…
     n next unread  m read or unread  q leave  ? keys
    "#);
}

#[test]
fn an_article_stacked_with_a_chosen_link() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("j Space ]");
    assert_snapshot!(screen.text(), @r#"
     byline  All feeds                                   5 unread · 102 new cmt  2m
    ─ 1 Articles 10 · newest first ─────────────────────────────────────────────────
       Infiniti Production To Leave Japan; North Ame…  car-news    15h    4   +2
    ▌● Compact EV Range Test: Six Cars, One Charger    car-news    16h   41
    ═ 2 ARTICLE · Compact EV Range Test: Six Cars, One Charger ══════════════ 60% ══
     Compact EV Range Test: Six Cars, One Charger
     car-news blog · news desk · 16 h ago · 1 min · 2 links

     The luxury badge would stop building cars at its home plants, people who
     have seen the plan said. Two regions are on the short list for the next
     models: North America, where the brand sells most, and China, where it
     has been trying to grow [1].

     No date has been set. Suppliers were told to expect a decision with the
     next mid-term plan; the company declined to comment [2].

     What the plants do now

     ┃ The line at the home plant runs at half of what it was built for, and
    ─ 3 Comments 2 · first visit ──────────────────────────── oldest first · tree ──
    ▌○ ada · 1h                                                                  #1
    ▌┆ First.
     https://news.example/china
     n next unread  } paragraph  ] link  l comments  q back  ? keys
    "#);
}

#[test]
fn an_article_small() {
    let mut screen = Screen::new(50, 14, mock_up());
    screen.press("j Space");
    assert_snapshot!(screen.text(), @r#"
     byline  All feeds     5 unread · 102 new cmt  2m
    ═ 2 ARTICLE · Compact EV Range Test: Six… ═ 32% ══
     Compact EV Range Test: Six Cars, One Charger
     car-news blog · news desk · 16 h ago · 1 min · 2
     links

     The luxury badge would stop building cars at its
     home plants, people who have seen the plan said.
     Two regions are on the short list for the next
     models: North America, where the brand sells
     most, and China, where it has been trying to
     grow [1].
     Space → next page
     n next unread  } paragraph  q back  ? keys
    "#);
}

#[test]
fn new_comments_stacked() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("Space");
    assert_snapshot!(screen.text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ─ 1 Articles 10 · newest first ─────────────────────────────────────────────────
    ▌  Infiniti Production To Leave Japan; North Ame…  car-news    15h    4   +2
     ● Compact EV Range Test: Six Cars, One Charger    car-news    16h   41  +17
    ─ 2 Infiniti Production To Leave Japan; North America, China Possible Ne…  8% ──
     Infiniti Production To Leave Japan; North America, China Possible New
     Sites
    ═ 3 COMMENTS 4 · 2 new since yesterday 21:10 ════════════ oldest first · tree ══
     ▸ gearhound · 14h                                        3 in thread, 1 new #1
       Moving the line makes sense on paper, but the badge was always sold on…
     ┆ ▾ westbound · 13h · ↳ gearhound                                           #2
     ┆ │ Half the range was already assembled elsewhere. Parts content is the
     ┆ │ number to watch.
     ┆ │
    ▌┆ │ ● news desk · 2h · ↳ westbound                                      NEW #3
    ▌┆ │   Good point. The supplier list in the second half of the piece is the
    ▌┆ │   clue.

     ● mpg_marge · 1h                                                        NEW #4
       Does this change the warranty on the cars already on the boats?

     ── end of thread · Space: "Compact EV Range Test:…" (41 cmt, 17 new) ─────────
     Space → #4 mpg_marge                 #3 of 4 · depth 2 · reply to westbound #2
     n next unread  p parent  P peek  H fold all, next root  q back  ? keys
    "#);
}

#[test]
fn comments_zoomed() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("Space z");
    assert_snapshot!(screen.text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 3 COMMENTS 4 · 2 new since yesterday 21:10 ════════════ oldest first · tree ══
     ▸ gearhound · 14h                                        3 in thread, 1 new #1
       Moving the line makes sense on paper, but the badge was always sold on…
     ┆ ▾ westbound · 13h · ↳ gearhound                                           #2
     ┆ │ Half the range was already assembled elsewhere. Parts content is the
     ┆ │ number to watch.
     ┆ │
    ▌┆ │ ● news desk · 2h · ↳ westbound                                      NEW #3
    ▌┆ │   Good point. The supplier list in the second half of the piece is the
    ▌┆ │   clue.

     ● mpg_marge · 1h                                                        NEW #4
       Does this change the warranty on the cars already on the boats?

     ── end of thread · Space: "Compact EV Range Test:…" (41 cmt, 17 new) ─────────






     Space → #4 mpg_marge                 #3 of 4 · depth 2 · reply to westbound #2
     n next unread  p parent  P peek  H fold all, next root  q back  ? keys
    "#);
}

#[test]
fn keys_of_the_list() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("?");
    assert_snapshot!(screen.text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ ┌ Keys of the article list ──────────────────────────── Enter runs a line ─┐══
    ▌ │ type to filter:                                                          │
     ●│                                                                          │
     ●│ Go                                                                       │
     ○│   Space           Open the selected article                              │
      │   b PageUp        A page back; marks nothing                             │
      │   j Down          Next article                                           │
     ○│   k Up            Previous article                                       │
      │   J               Next group, or article of another feed                 │
     ○│   K               Previous group, or article of another feed             │
      │   }               First article of the next day                          │
      │   {               First article of the day before in the list            │
      │   ]               Next article of this feed                              │
      │   [               Previous article of this feed                          │
      │   g Home          First article                                          │
      │   G End           Last article                                           │
      │   Ctrl-d PageDown Half a page down                                       │
      │   Ctrl-u          Half a page up                                         │
      │   P               What the article is about, in a box                    │
      │   n               Next unread article                                    │
      └──────────────────────────────────────────────────────────────────────────┘
     Space → next page of the box
     n next unread  m read or unread  d done with this  c catch up  q leave  ? keys
    "#);
}

#[test]
fn the_palette() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press(":").write("unread");
    assert_snapshot!(screen.text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 10 · newest first ═════════════════════════════════════════════════
    ┌ Commands ────────────────────────────────────────── Enter runs · Esc closes ─┐
    │ :unread                                                                      │
    │                                                                              │
    │ next-unread       Next unread article                                      n │
    │ previous-unread   Previous unread article                                  N │
    │ toggle-read       Mark the article read or unread                          m │
    │ done-with-this    Mark read, to the next unread article                    d │
    │ previous-article  Open the previous article, read or not                   < │
    │ previous-of-kind  Previous article of this feed                            [ │
    │ group             In groups: by feed, by folder and feed, or in none         │
    │ previous-sibling  Previous group, or article of another feed               K │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘


     Enter · Esc closes the box
     n next unread  m read or unread  d done with this  c catch up  q leave  ? keys
    "#);
}

#[test]
fn feeds_in_trouble_small() {
    assert_snapshot!(Screen::new(50, 14, in_trouble()).text(), @r#"
     byline  All feeds             2 feeds failed  2m
    ═ 1 ARTICLES 10 · newest first ═══════════════════
    ▌  Infiniti Productio…  car-news 15h    4   +2
     ● Compact EV Range T…  car-news 16h   41  +17
     ● Writing A Parser Y…  code     21h   88  +88
     ○ Dealer Stock Falls…  car-news  1d    0
       Why The Ferry Was…   harbour   1d    9
       Night Train Timeta…  rail      1d   12
     ○ Small Kernels, Big…  code      2d  204  +11 *
       Council Votes On T…  harbour   2d   33

     ! 2 feeds failed: code weekly · :feeds
     Space → open "Infiniti Production To…" (4 cmt,…
     n next unread  m read or unread  q leave  ? keys
    "#);
}

#[test]
fn an_empty_library_small() {
    assert_snapshot!(Screen::new(50, 14, Engine::default()).text(), @r#"
     byline  All feeds           0 unread · 0 new cmt
    ═ 1 ARTICLES 0 · newest first ════════════════════

     There are no feeds yet.

       :add
       the address of a feed or a site; a site's is
       enough
       byline import
       in the shell: feeds from an OPML file or
       newsboat's urls
       ?              the keys
     There is nothing to read yet
     : commands   u undo   q leave   ? keys
    "#);
}

#[test]
fn the_question_before_a_feed_is_caught_up() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("c");
    assert_snapshot!(screen.text(), @"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 10 · newest first ═════════════════════════════════════════════════
    ▌  Infiniti Production To Leave Japan; North Ame…  car-news    15h    4   +2
     ● Compact EV Range Test: Six Cars, One Charger    car-news    16h   41  +17
     ● Writing A Parser You Can Reread                 code weekly 21h   88  +88
     ○ Dealer Stock Falls Third Month Running          car-news     1d    0
       Why The┌ Sure? ───────────────────────────────────────────────────┐9
       Night T│ Mark 2 articles and 19 comments of car-news blog as      │2
     ○ Small K│ read?                                                    │4  +11 *
       Council│                                                          │3
     ○ Old Syn│ y yes   n no   u takes it back afterwards                │6   +1
       Ask: Wh└──────────────────────────────────────────────────────────┘k










     Space → close the box
     n next unread  m read or unread  d done with this  c catch up  q leave  ? keys
    ");
}
