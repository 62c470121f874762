<?php
// Prints what each approved comment of an article answers: {"id": "parent id", …}, null for the article.
$tree = [];
foreach (get_comments(['post_id' => (int) $args[0], 'status' => 'approve']) as $comment) {
    $tree[$comment->comment_ID] = $comment->comment_parent ? (string) $comment->comment_parent : null;
}
echo json_encode($tree), "\n";
