<?php
// Takes away the comments that tests have written, so that each test finds the seeded site.
$written = array_filter(get_comments(['status' => 'all']), fn($comment) => $comment->comment_agent === 'tests');
foreach ($written as $comment) {
    wp_delete_comment($comment->comment_ID, true);
}
echo json_encode(count($written)), "\n";
