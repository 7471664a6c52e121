<?php
// Labels only in the row's header cell, ids with brackets, a decoy that is off the screen.

add_action(
	'admin_init',
	static function () {
		register_setting(
			'shopmail',
			'shopmail',
			array( 'sanitize_callback' => static fn ( $input ) => map_deep( (array) $input, 'sanitize_text_field' ) )
		);
	}
);

keyfob_fixture_page(
	'shopmail',
	'Shop Mail',
	'dashicons-cart',
	static function () {
		$opts = keyfob_fixture_option(
			'shopmail',
			array(
				'mailchimp' => array(),
				'shop'      => array(),
			)
		);
		$mail = array_merge( array( 'api_key' => '', 'list' => '' ), $opts['mailchimp'] );
		?>
		<div class="wrap">
			<h1>Shop Mail &rsaquo; Mailchimp</h1>
			<?php settings_errors(); ?>
			<form action="options.php" method="post">
				<?php settings_fields( 'shopmail' ); ?>
				<input type="text" name="shopmail[user]" tabindex="-1" aria-hidden="true" style="position:absolute;left:-9999px" value="">
				<table class="form-table" role="presentation">
					<tr><th scope="row">Mailchimp API Key: *</th>
						<td><input class="regular-text" type="password" id="shopmail[mailchimp][api_key]" name="shopmail[mailchimp][api_key]" value="<?php echo esc_attr( $mail['api_key'] ); ?>"></td></tr>
					<tr><th scope="row">Audience ID</th>
						<td><input class="regular-text" id="shopmail[mailchimp][list]" name="shopmail[mailchimp][list]" value="<?php echo esc_attr( $mail['list'] ); ?>"></td></tr>
					<tr><th scope="row">Shop name</th>
						<td><input class="regular-text" type="text" id="shopmail[shop][name]" name="shopmail[shop][name]" value="<?php echo esc_attr( $opts['shop']['name'] ?? 'Blue Door Bakery' ); ?>"></td></tr>
				</table>
				<?php submit_button(); ?>
			</form>
		</div>
		<?php
	}
);
