<?php
// `refused.php ANSWER`: publishes two articles, the first of them broken or protected: for it alone the comment
// interface answers 500, 401 or 403, or it has a password (ANSWER is "password"). The second has 133
// comments, of which its comment feed gives 71. Prints their numbers. Without ANSWER both are taken away.
[$answer] = $args + [''];
$plugin = <<<'PLUGIN'
<?php
add_filter('rest_pre_dispatch', function ($result, $server, $request) {
    $broken = get_option('byline_broken');
    $is_it = $broken && (int) $request['post'] === $broken['post'] && str_ends_with($request->get_route(), '/comments');
    return $is_it ? new WP_Error('broken', 'broken', ['status' => $broken['status']]) : $result;
}, 10, 3);
PLUGIN;
foreach (get_posts(['post_status' => 'any', 'numberposts' => -1, 'meta_key' => 'byline_refused']) as $post) {
    wp_delete_post($post->ID, true);
}
delete_option('byline_broken');
update_option('posts_per_rss', $answer === '' ? 10 : 71);
if ($answer === '') {
    exit;
}
function byline_article(string $title, int $comments, array $more): int {
    $id = wp_insert_post($more + [
        'post_title' => $title, 'post_content' => 'Text.', 'post_status' => 'publish', 'post_author' => 1,
        'comment_status' => 'open', 'meta_input' => ['byline_refused' => '1'],
    ]);
    // As when written in the editor: the guid is the address of the draft, for good.
    $GLOBALS['wpdb']->update($GLOBALS['wpdb']->posts, ['guid' => home_url("/?p=$id")], ['ID' => $id]);
    clean_post_cache($id);
    for ($n = 1; $n <= $comments; $n++) {
        $when = gmdate('Y-m-d H:i:s', time() - 60 * ($comments - $n));
        wp_insert_comment([
            'comment_post_ID' => $id, 'comment_author' => "reader $n", 'comment_content' => "Comment $n.",
            'comment_date' => $when, 'comment_date_gmt' => $when, 'comment_approved' => 1,
        ]);
    }
    return $id;
}
wp_defer_comment_counting(true);
$is_protected = $answer === 'password';
$first = byline_article('Refused article', 3, $is_protected ? ['post_password' => 'secret'] : []);
$second = byline_article('Article of 133', 133, []);
wp_defer_comment_counting(false);
file_put_contents(WPMU_PLUGIN_DIR . '/byline-refused.php', $plugin);
if (!$is_protected) {
    update_option('byline_broken', ['post' => $first, 'status' => (int) $answer]);
}
echo json_encode([$first, $second]), "\n";
