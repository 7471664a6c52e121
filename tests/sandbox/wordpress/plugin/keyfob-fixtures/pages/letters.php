<?php
// A plugin that nobody has heard of: labels that say nothing, names by the Settings API, ids made anew for each page.
// ?names=later shows the form as a later version of the plugin might have it.

add_action(
	'admin_init',
	static function () {
		register_setting(
			'letters_settings',
			'letters',
			array( 'sanitize_callback' => static fn ( $input ) => array_map( 'sanitize_text_field', (array) $input ) )
		);
	}
);

keyfob_fixture_page(
	'letters',
	'Letters',
	'dashicons-email',
	static function () {
		$later  = 'later' === ( $_GET['names'] ?? '' );
		$fields = $later ? array( 'first' => 'Field A', 'second' => 'Field B' ) : array( 'a' => 'Field A', 'b' => 'Field B' );
		$opts   = keyfob_fixture_option( 'letters', array_fill_keys( array_keys( $fields ), '' ) );
		?>
		<div class="wrap">
			<h1>Letters</h1>
			<?php settings_errors(); ?>
			<form action="options.php" method="post">
				<?php settings_fields( 'letters_settings' ); ?>
				<table class="form-table" role="presentation">
					<?php foreach ( $fields as $name => $label ) : ?>
						<?php $id = 'f-' . bin2hex( random_bytes( 6 ) ); ?>
						<tr>
							<th scope="row"><label for="<?php echo esc_attr( $id ); ?>"><?php echo esc_html( $label ); ?></label></th>
							<td><input type="text" class="regular-text" id="<?php echo esc_attr( $id ); ?>" name="letters[<?php echo esc_attr( $name ); ?>]" value="<?php echo esc_attr( $opts[ $name ] ?? '' ); ?>"></td>
						</tr>
					<?php endforeach; ?>
				</table>
				<?php submit_button(); ?>
			</form>
		</div>
		<?php
	}
);
