//! 120 columns by 36 rows: side by side.

use insta::assert_snapshot;

use super::super::fixtures::{in_trouble, mock_up};
use crate::config::{Config, GlyphSet};
use crate::ui::testing::{Engine, Screen};

#[test]
fn start() {
    let screen = Screen::new(120, 36, mock_up());
    assert_snapshot!(screen.styled(), @r#"
    | byline   All feeds                                                            5 unread · 119 new comments   updated 2m
    ~ CCCCCC                                                                                                      ddddddd dd
    |╔ 1 ARTICLES 10 · newest first ════════╗┌ 2 Article ───────────────────────────────────────────────────────────────────┐
    ~CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCd d ddddddd dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    |║▌  Infiniti Production To Leave       ║│ Space opens the selected article.                                            │
    ~CS  VVVVVVVVVVVVVVVVVVVVVVVVVVVV       Cd ddddd ddddd ddd dddddddd dddddddd                                            d
    |║▌  Japan; North America, China Possi… ║│                                                                              │
    ~CS  VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV Cd                                                                              d
    |║▌  car-news blog · 15h    4 cmt +2    ║│                                                                              │
    ~CS  dddddddd dddd d ddd    d ddd GG    Cd                                                                              d
    |║ ● Compact EV Range Test: Six Cars,   ║│                                                                              │
    ~C G SSSSSSS SS SSSSS SSSSS SSS SSSSS   Cd                                                                              d
    |║   One Charger                        ║│                                                                              │
    ~C   SSS SSSSSSS                        Cd                                                                              d
    |║   car-news blog · 16h   41 cmt +17   ║│                                                                              │
    ~C   dddddddd dddd d ddd   dd ddd GGG   Cd                                                                              d
    |║ ● Writing A Parser You Can Reread    ║│                                                                              │
    ~C G SSSSSSS S SSSSSS SSS SSS SSSSSS    Cd                                                                              d
    |║   code weekly · 21h     88 cmt +88   ║│                                                                              │
    ~C   dddd dddddd d ddd     dd ddd GGG   Cd                                                                              d
    |║ ○ Dealer Stock Falls Third Month     ║│                                                                              │
    ~C S SSSSSS SSSSS SSSSS SSSSS SSSSS     Cd                                                                              d
    |║   Running                            ║│                                                                              │
    ~C   SSSSSSS                            Cd                                                                              d
    |║   car-news blog · 1d     0 cmt       ║│                                                                              │
    ~C   dddddddd dddd d dd     d ddd       Cd                                                                              d
    |║   Why The Ferry Was Late, Again      ║│                                                                              │
    ~C   ddd ddd ddddd ddd ddddd ddddd      Cd                                                                              d
    |║   harbour paper · 1d     9 cmt       ║├──────────────────────────────────────────────────────────────────────────────┤
    ~C   ddddddd ddddd d dd     d ddd       Cdddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    |║   Night Train Timetable Published    ║┌ 3 Comments ──────────────────────────────────────────────────────────────────┐
    ~C   ddddd ddddd ddddddddd ddddddddd    Cd d dddddddd ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    |║   rail notes · 1d       12 cmt       ║│                                                                              │
    ~C   dddd ddddd d dd       dd ddd       Cd                                                                              d
    |║ ○ Small Kernels, Big Locks           ║│                                                                              │
    ~C S SSSSS SSSSSSSS SSS SSSSS           Cd                                                                              d
    |║   code weekly · 2d     204 cmt +11  *║│                                                                              │
    ~C   dddd dddddd d dd     ddd ddd GGG  mCd                                                                              d
    |║   Council Votes On Tram Line         ║│                                                                              │
    ~C   ddddddd ddddd dd dddd dddd         Cd                                                                              d
    |║   harbour paper · 2d    33 cmt       ║│                                                                              │
    ~C   ddddddd ddddd d dd    dd ddd       Cd                                                                              d
    |║ ○ Old Synths, New Firmware           ║│                                                                              │
    ~C S SSS SSSSSSS SSS SSSSSSSS           Cd                                                                              d
    |║   rail notes · 2d        6 cmt +1    ║│                                                                              │
    ~C   dddd ddddd d dd        d ddd GG    Cd                                                                              d
    |║   Ask: What Do You Read Offline?     ║│                                                                              │
    ~C   dddd dddd dd ddd dddd dddddddd     Cd                                                                              d
    |║   reader forum · 3d   1.5k cmt       ║│                                                                              │
    ~C   dddddd ddddd d dd   dddd ddd       Cd                                                                              d
    |║                                      ║│                                                                              │
    ~C                                      Cd                                                                              d
    |║                                      ║│                                                                              │
    ~C                                      Cd                                                                              d
    |║                                      ║│                                                                              │
    ~C                                      Cd                                                                              d
    |║                                      ║│                                                                              │
    ~C                                      Cd                                                                              d
    |║                                      ║│                                                                              │
    ~C                                      Cd                                                                              d
    |║ ● unread, new    ○ unread, older     ║│                                                                              │
    ~C d ddddddd ddd    d ddddddd ddddd     Cd                                                                              d
    |║ +2 comments new since your last visit║│                                                                              │
    ~C dd dddddddd ddd ddddd dddd dddd dddddCd                                                                              d
    |║ w  watched   *  kept   blank: read   ║│                                                                              │
    ~C d  ddddddd   d  dddd   dddddd dddd   Cd                                                                              d
    |╚══════════════════════════════════════╝└──────────────────────────────────────────────────────────────────────────────┘
    ~CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCdddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    | Space → open "Infiniti Production To Leave Japan; Nor…" (4 cmt, 2 new)
    | n next unread  m read or unread  d done with this  c catch up  Z hide read  R refresh  : commands  q leave  ? keys
    ~ C dddd dddddd  C dddd dd dddddd  C dddd dddd dddd  C ddddd dd  C dddd dddd  C ddddddd  C dddddddd  C ddddd  C dddd
    "#);
}

#[test]
fn an_article() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("j Space");
    assert_snapshot!(screen.styled(), @r#"
    | byline   All feeds                                                            5 unread · 102 new comments   updated 2m
    ~ CCCCCC                                                                                                      ddddddd dd
    |┌ 1 Articles 10 · newest first ────────┐╔ 2 ARTICLE ═════════════════════════════════════════════════════════════ 73% ═╗
    ~d d dddddddd dd d dddddd ddddd dddddddddCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
    |│   Infiniti Production To Leave       │║ Compact EV Range Test: Six Cars, One Charger                                 ║
    ~d   dddddddd dddddddddd dd ddddd       dC SSSSSSS SS SSSSS SSSSS SSS SSSSS SSS SSSSSSS                                 C
    |│   Japan; North America, China Possi… │║ car-news blog · news desk · 16 h ago · 1 min · 2 links                       ║
    ~d   dddddd ddddd dddddddd ddddd dddddd dC dddddddd dddd d dddd dddd d dd d ddd d d ddd d d ddddd                       C
    |│   car-news blog · 15h    4 cmt +2    │║                                                                              ║
    ~d   dddddddd dddd d ddd    d ddd GG    dC                                                                              C
    |│▌● Compact EV Range Test: Six Cars,   │║ The luxury badge would stop building cars at its home plants, people who     ║
    ~dSG SSSSSSS SS SSSSS SSSSS SSS SSSSS   dC                                                                              C
    |│▌  One Charger                        │║ have seen the plan said. Two regions are on the short list for the next      ║
    ~dS  SSS SSSSSSS                        dC                                                                              C
    |│▌  car-news blog · 16h   41 cmt       │║ models: North America, where the brand sells most, and China, where it       ║
    ~dS  dddddddd dddd d ddd   dd ddd       dC                                                                              C
    |│ ● Writing A Parser You Can Reread    │║ has been trying to grow [1].                                                 ║
    ~d G SSSSSSS S SSSSSS SSS SSS SSSSSS    dC          UUUUUUUUUUUUUU ddd                                                  C
    |│   code weekly · 21h     88 cmt +88   │║                                                                              ║
    ~d   dddd dddddd d ddd     dd ddd GGG   dC                                                                              C
    |│ ○ Dealer Stock Falls Third Month     │║ No date has been set. Suppliers were told to expect a decision with the      ║
    ~d S SSSSSS SSSSS SSSSS SSSSS SSSSS     dC                                                                              C
    |│   Running                            │║ next mid-term plan; the company declined to comment [2].                     ║
    ~d   SSSSSSS                            dC                                 UUUUUUUUUUUUUUUUUUU ddd                      C
    |│   car-news blog · 1d     0 cmt       │║                                                                              ║
    ~d   dddddddd dddd d dd     d ddd       dC                                                                              C
    |│   Why The Ferry Was Late, Again      │║ What the plants do now                                                       ║
    ~d   ddd ddd ddddd ddd ddddd ddddd      dC YYYYYYYYYYYYYYYYYYYYYY                                                       C
    |│   harbour paper · 1d     9 cmt       │║                                                                              ║
    ~d   ddddddd ddddd d dd     d ddd       dC                                                                              C
    |│   Night Train Timetable Published    │║ ┃ The line at the home plant runs at half of what it was built for, and      ║
    ~d   ddddd ddddd ddddddddd ddddddddd    dC ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc      C
    |│   rail notes · 1d       12 cmt       │║ ┃ the models that it builds are sold almost only abroad, says the report     ║
    ~d   dddd ddddd d dd       dd ddd       dC cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc     C
    |│ ○ Small Kernels, Big Locks           │║ ┃ that the company gave to its shareholders in March.                        ║
    ~d S SSSSS SSSSSSSS SSS SSSSS           dC ccccccccccccccccccccccccccccccccccccccccccccccccccccc                        C
    |│   code weekly · 2d     204 cmt +11  *│║                                                                              ║
    ~d   dddd dddddd d dd     ddd ddd GGG  mdC                                                                              C
    |│   Council Votes On Tram Line         │╚══════════════════════════════════════════════════════════════════════════════╝
    ~d   ddddddd ddddd dd dddd dddd         dCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
    |│   harbour paper · 2d    33 cmt       │┌ 3 Comments 2 · first visit ──────────────────────────── oldest first · tree ─┐
    ~d   ddddddd ddddd d dd    dd ddd       dd d dddddddd d d ddddd ddddd dddddddddddddddddddddddddddd dddddd ddddd d dddd dd
    |│ ○ Old Synths, New Firmware           ││▌○ ada · 1h                                                                #1 │
    ~d S SSS SSSSSSS SSS SSSSSSSS           ddSS VVV d dd                                                                dd d
    |│   rail notes · 2d        6 cmt +1    ││▌┆ First.                                                                     │
    ~d   dddd ddddd d dd        d ddd GG    ddS4                                                                            d
    |│   Ask: What Do You Read Offline?     ││ ┆                                                                            │
    ~d   dddd dddd dd ddd dddd dddddddd     dd 4                                                                            d
    |│   reader forum · 3d   1.5k cmt       ││ ┆ ○ brian · 1h · ↳ ada                                                    #2 │
    ~d   dddddd ddddd d dd   dddd ddd       dd 4 S SSSSS d dd d d ddd                                                    dd d
    |│                                      ││ ┆   Second.                                                                  │
    ~d                                      dd 4                                                                            d
    |│                                      ││                                                                              │
    ~d                                      dd                                                                              d
    |│                                      ││ ── end of thread · Space: "Writing A Parser You Ca…" (88 cmt, 88 new) ────── │
    ~d                                      dd dd ddd dd dddddd d dddddd dddddddd d dddddd ddd dddd ddd dddd dd dddd dddddd d
    |│                                      ││                                                                              │
    ~d                                      dd                                                                              d
    |│                                      ││                                                                              │
    ~d                                      dd                                                                              d
    |│ ● unread, new    ○ unread, older     ││                                                                              │
    ~d d ddddddd ddd    d ddddddd ddddd     dd                                                                              d
    |│ +2 comments new since your last visit││                                                                              │
    ~d dd dddddddd ddd ddddd dddd dddd ddddddd                                                                              d
    |│ w  watched   *  kept   blank: read   ││                                                                              │
    ~d d  ddddddd   d  dddd   dddddd dddd   dd                                                                              d
    |└──────────────────────────────────────┘└──────────────────────────────────────────────────────────────────────────────┘
    ~dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    | Space → next page
    | n next unread   } paragraph   ] link   l comments   d done with this   o browser   z zoom   u undo   q back   ? keys
    ~ C dddd dddddd   C ddddddddd   C dddd   C dddddddd   C dddd dddd dddd   C ddddddd   C dddd   C dddd   C dddd   C dddd
    "#);
}

#[test]
fn new_comments_of_an_article_that_was_read() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Space");
    assert_snapshot!(screen.text(), @r#"
     byline   All feeds                                                            5 unread · 119 new comments   updated 2m
    ┌ 1 Articles 10 · newest first ────────┐┌ 2 Article ───────────────────────────────────────────────────────────── 50% ─┐
    │▌  Infiniti Production To Leave       ││ Infiniti Production To Leave Japan; North America, China Possible New        │
    │▌  Japan; North America, China Possi… ││ Sites                                                                        │
    │▌  car-news blog · 15h    4 cmt +2    ││ car-news blog · news desk · 15 h ago · 1 min · read · 2 links                │
    │ ● Compact EV Range Test: Six Cars,   ││                                                                              │
    │   One Charger                        ││ The luxury badge would stop building cars at its home plants, people who     │
    │   car-news blog · 16h   41 cmt +17   ││ have seen the plan said. Two regions are on the short list for the next      │
    │ ● Writing A Parser You Can Reread    ││ models: North America, where the brand sells most, and China, where it       │
    │   code weekly · 21h     88 cmt +88   ││ has been trying to grow [1].                                                 │
    │ ○ Dealer Stock Falls Third Month     ││                                                                              │
    │   Running                            ││ No date has been set. Suppliers were told to expect a decision with the      │
    │   car-news blog · 1d     0 cmt       ││ next mid-term plan; the company declined to comment [2].                     │
    │   Why The Ferry Was Late, Again      ││                                                                              │
    │   harbour paper · 1d     9 cmt       │├──────────────────────────────────────────────────────────────────────────────┤
    │   Night Train Timetable Published    │╔ 3 COMMENTS 4 · 2 new since yesterday 21:10 ════════════ oldest first · tree ═╗
    │   rail notes · 1d       12 cmt       │║ ▸ gearhound · 14h                                      3 in thread, 1 new #1 ║
    │ ○ Small Kernels, Big Locks           │║   Moving the line makes sense on paper, but the badge was always sold on…    ║
    │   code weekly · 2d     204 cmt +11  *│║ ┆ ▾ westbound · 13h · ↳ gearhound                                         #2 ║
    │   Council Votes On Tram Line         │║ ┆ │ Half the range was already assembled elsewhere. Parts content is the     ║
    │   harbour paper · 2d    33 cmt       │║ ┆ │ number to watch.                                                         ║
    │ ○ Old Synths, New Firmware           │║ ┆ │                                                                          ║
    │   rail notes · 2d        6 cmt +1    │║▌┆ │ ● news desk · 2h · ↳ westbound                                    NEW #3 ║
    │   Ask: What Do You Read Offline?     │║▌┆ │   Good point. The supplier list in the second half of the piece is the   ║
    │   reader forum · 3d   1.5k cmt       │║▌┆ │   clue.                                                                  ║
    │                                      │║                                                                              ║
    │                                      │║ ● mpg_marge · 1h                                                      NEW #4 ║
    │                                      │║   Does this change the warranty on the cars already on the boats?            ║
    │                                      │║                                                                              ║
    │                                      │║ ── end of thread · Space: "Compact EV Range Test:…" (41 cmt, 17 new) ─────── ║
    │ ● unread, new    ○ unread, older     │║                                                                              ║
    │ +2 comments new since your last visit│║                                                                              ║
    │ w  watched   *  kept   blank: read   │║                                                                              ║
    └──────────────────────────────────────┘╚══════════════════════════════════════════════════════════════════════════════╝
     Space → next unread, #4 mpg_marge        #3 of 4 · depth 2 · reply to westbound #2         new = since yesterday 21:10
     n next unread   p parent   P peek   H fold all, next root   d done with this   m read   u undo   q back   ? keys
    "#);
}

#[test]
fn keys_filtered() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Space ?").write("fold");
    assert_snapshot!(screen.text(), @r#"
     byline   All feeds                                                            5 unread · 119 new comments   updated 2m
    ┌ 1 Articles 10 · newest first ────────┐┌ 2 Article ───────────────────────────────────────────────────────────── 50% ─┐
    │▌  Infiniti Production To Leave       ││ Infiniti Production To Leave Japan; North America, China Possible New        │
    │▌  Japan; North America, China Possi… ││ Sites                                                                        │
    │▌  car-news blog · 15h    4 cmt +2    ││ car-news blog · news desk · 15 h ago · 1 min · read · 2 links                │
    │ ● Compact EV Range Test: Six Cars,   ││                                                                              │
    │   One Charger       ┌ Keys of the comments ──────────────────────────────── Enter runs a line ─┐ants, people who     │
    │   car-news blog · 16│ type to filter: fold                                                     │st for the next      │
    │ ● Writing A Parser Y│                                                                          │hina, where it       │
    │   code weekly · 21h │ Go                                                                       │                     │
    │ ○ Dealer Stock Falls│   B               Choose what the list shows: a feed, a folder, a view   │                     │
    │   Running           │   /               Find words, folded too; then n and N walk, Esc ends    │cision with the      │
    │   car-news blog · 1d│ Fold                                                                     │                     │
    │   Why The Ferry Was │   h Left          Fold, then to the parent                               │                     │
    │   harbour paper · 1d│   l Right         Unfold, then to the first reply                        │─────────────────────┤
    │   Night Train Timeta│   Enter           Fold or unfold                                         │oldest first · tree ═╗
    │   rail notes · 1d   │   H               Fold the whole thread, then to the next one            │ in thread, 1 new #1 ║
    │ ○ Small Kernels, Big│   L               Unfold everything below                                │s always sold on…    ║
    │   code weekly · 2d  │   0               Unfold all comments                                    │                  #2 ║
    │   Council Votes On T│   Z               Fold what is read, or unfold it again                  │s content is the     ║
    │   harbour paper · 2d│ Read                                                                     │                     ║
    │ ○ Old Synths, New Fi│   d               Mark the comment and its replies read and fold them    │                     ║
    │   rail notes · 2d   └──────────────────────────────────────────────────────────────────────────┘              NEW #3 ║
    │   Ask: What Do You Read Offline?     │║▌┆ │   Good point. The supplier list in the second half of the piece is the   ║
    │   reader forum · 3d   1.5k cmt       │║▌┆ │   clue.                                                                  ║
    │                                      │║                                                                              ║
    │                                      │║ ● mpg_marge · 1h                                                      NEW #4 ║
    │                                      │║   Does this change the warranty on the cars already on the boats?            ║
    │                                      │║                                                                              ║
    │                                      │║ ── end of thread · Space: "Compact EV Range Test:…" (41 cmt, 17 new) ─────── ║
    │ ● unread, new    ○ unread, older     │║                                                                              ║
    │ +2 comments new since your last visit│║                                                                              ║
    │ w  watched   *  kept   blank: read   │║                                                                              ║
    └──────────────────────────────────────┘╚══════════════════════════════════════════════════════════════════════════════╝
     Space → close the box              #3 of 4 · depth 2 · reply to westbound #2               new = since yesterday 21:10
     n next unread   p parent   P peek   H fold all, next root   d done with this   m read   u undo   q back   ? keys
    "#);
}

#[test]
fn feeds_in_trouble() {
    assert_snapshot!(Screen::new(120, 36, in_trouble()).text(), @r#"
     byline   All feeds                                           5 unread · 119 new comments   2 feeds failed   updated 2m
    ╔ 1 ARTICLES 10 · newest first ════════╗┌ 2 Article ───────────────────────────────────────────────────────────────────┐
    ║▌  Infiniti Production To Leave       ║│ Space opens the selected article.                                            │
    ║▌  Japan; North America, China Possi… ║│                                                                              │
    ║▌  car-news blog · 15h    4 cmt +2    ║│                                                                              │
    ║ ● Compact EV Range Test: Six Cars,   ║│                                                                              │
    ║   One Charger                        ║│                                                                              │
    ║   car-news blog · 16h   41 cmt +17   ║│                                                                              │
    ║ ● Writing A Parser You Can Reread    ║│                                                                              │
    ║   code weekly · 21h     88 cmt +88   ║│                                                                              │
    ║ ○ Dealer Stock Falls Third Month     ║│                                                                              │
    ║   Running                            ║│                                                                              │
    ║   car-news blog · 1d     0 cmt       ║│                                                                              │
    ║   Why The Ferry Was Late, Again      ║│                                                                              │
    ║   harbour paper · 1d     9 cmt       ║├──────────────────────────────────────────────────────────────────────────────┤
    ║   Night Train Timetable Published    ║┌ 3 Comments ──────────────────────────────────────────────────────────────────┐
    ║   rail notes · 1d       12 cmt       ║│                                                                              │
    ║ ○ Small Kernels, Big Locks           ║│                                                                              │
    ║   code weekly · 2d     204 cmt +11  *║│                                                                              │
    ║   Council Votes On Tram Line         ║│                                                                              │
    ║   harbour paper · 2d    33 cmt       ║│                                                                              │
    ║ ○ Old Synths, New Firmware           ║│                                                                              │
    ║   rail notes · 2d        6 cmt +1    ║│                                                                              │
    ║   Ask: What Do You Read Offline?     ║│                                                                              │
    ║   reader forum · 3d   1.5k cmt       ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║ ● unread, new    ○ unread, older     ║│                                                                              │
    ║ +2 comments new since your last visit║│                                                                              │
    ║ w  watched   *  kept   blank: read   ║│                                                                              │
    ║                                      ║│                                                                              │
    ║ ! 2 feeds failed: code wee… · :feeds ║│                                                                              │
    ╚══════════════════════════════════════╝└──────────────────────────────────────────────────────────────────────────────┘
     Space → open "Infiniti Production To Leave Japan; Nor…" (4 cmt, 2 new)
     n next unread  m read or unread  d done with this  c catch up  Z hide read  R refresh  : commands  q leave  ? keys
    "#);
}

#[test]
fn an_empty_library_says_what_to_do() {
    assert_snapshot!(Screen::new(120, 36, Engine::default()).text(), @r#"
     byline   All feeds                                                                           0 unread · 0 new comments
    ═ 1 ARTICLES 0 · newest first ══════════════════════════════════════════════════════════════════════════════════════════

     There are no feeds yet.

       :add           the address of a feed or a site; a site's is enough
       byline import  in the shell: feeds from an OPML file or newsboat's urls
       ?              the keys


























     There is nothing to read yet
     : commands   u undo   q leave   ? keys
    "#);
}

#[test]
fn ascii_without_colour() {
    let mut config = Config::default();
    config.screen.glyphs = GlyphSet::Ascii;
    config.screen.colour = false;
    let mut screen = Screen::with_config(120, 36, mock_up(), config);
    screen.press("Space");
    assert_snapshot!(screen.text(), @r#"
     byline   All feeds                                                            5 unread - 119 new comments   updated 2m
    + 1 Articles 10 - newest first --------++ 2 Article ------------------------------------------------------------- 50% -+
    |#  Infiniti Production To Leave       || Infiniti Production To Leave Japan; North America, China Possible New        |
    |#  Japan; North America, China Possi… || Sites                                                                        |
    |#  car-news blog - 15h    4 cmt +2    || car-news blog - news desk - 15 h ago - 1 min - read - 2 links                |
    | * Compact EV Range Test: Six Cars,   ||                                                                              |
    |   One Charger                        || The luxury badge would stop building cars at its home plants, people who     |
    |   car-news blog - 16h   41 cmt +17   || have seen the plan said. Two regions are on the short list for the next      |
    | * Writing A Parser You Can Reread    || models: North America, where the brand sells most, and China, where it       |
    |   code weekly - 21h     88 cmt +88   || has been trying to grow [1].                                                 |
    | o Dealer Stock Falls Third Month     ||                                                                              |
    |   Running                            || No date has been set. Suppliers were told to expect a decision with the      |
    |   car-news blog - 1d     0 cmt       || next mid-term plan; the company declined to comment [2].                     |
    |   Why The Ferry Was Late, Again      ||                                                                              |
    |   harbour paper - 1d     9 cmt       |+------------------------------------------------------------------------------+
    |   Night Train Timetable Published    |+ 3 COMMENTS 4 - 2 new since yesterday 21:10 ============ oldest first - tree =+
    |   rail notes - 1d       12 cmt       || > gearhound - 14h                                      3 in thread, 1 new #1 |
    | o Small Kernels, Big Locks           ||   Moving the line makes sense on paper, but the badge was always sold on~    |
    |   code weekly - 2d     204 cmt +11  *|| : v westbound - 13h - ^gearhound                                          #2 |
    |   Council Votes On Tram Line         || : | Half the range was already assembled elsewhere. Parts content is the     |
    |   harbour paper - 2d    33 cmt       || : | number to watch.                                                         |
    | o Old Synths, New Firmware           || : |                                                                          |
    |   rail notes - 2d        6 cmt +1    ||#: | * news desk - 2h - ^westbound                                     NEW #3 |
    |   Ask: What Do You Read Offline?     ||#: |   Good point. The supplier list in the second half of the piece is the   |
    |   reader forum - 3d   1.5k cmt       ||#: |   clue.                                                                  |
    |                                      ||                                                                              |
    |                                      || * mpg_marge - 1h                                                      NEW #4 |
    |                                      ||   Does this change the warranty on the cars already on the boats?            |
    |                                      ||                                                                              |
    |                                      || -- end of thread - Space: "Compact EV Range Test:…" (41 cmt, 17 new) ------- |
    | * unread, new    o unread, older     ||                                                                              |
    | +2 comments new since your last visit||                                                                              |
    | w  watched   *  kept   blank: read   ||                                                                              |
    +--------------------------------------++==============================================================================+
     Space -> next unread, #4 mpg_marge        #3 of 4 - depth 2 - reply to westbound #2        new = since yesterday 21:10
     n next unread   p parent   P peek   H fold all, next root   d done with this   m read   u undo   q back   ? keys
    "#);
}
