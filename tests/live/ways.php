<?php
// Shuts ways to the comments: `ways.php rest,atom,rss`; with an empty argument all are open again.
// WordPress has no options for these, so the site gets a small plugin of its own that reads one.
[$shut] = $args + [''];
$plugin = <<<'PLUGIN'
<?php
$shut = explode(',', (string) get_option('byline_shut'));
if (in_array('rest', $shut, true)) {
    add_filter('rest_authentication_errors', fn() => new WP_Error('rest_disabled', 'shut', ['status' => 401]));
    remove_action('wp_head', 'rest_output_link_wp_head');
    remove_action('template_redirect', 'rest_output_link_header', 11);
}
foreach (['atom' => 'do_feed_atom', 'rss' => 'do_feed_rss2'] as $way => $action) {
    if (in_array($way, $shut, true)) {
        add_action($action, function ($for_comments) {
            if ($for_comments) {
                status_header(404);
                exit;
            }
        }, 1, 1);
    }
}
PLUGIN;
file_put_contents(WPMU_PLUGIN_DIR . '/byline-ways.php', $plugin);
update_option('byline_shut', $shut);
echo json_encode(get_option('byline_shut')), "\n";
