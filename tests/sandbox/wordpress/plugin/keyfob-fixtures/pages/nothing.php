<?php
// A plugin that takes no key at all: a button that goes to the provider's sign-in.

keyfob_fixture_page(
	'ctct_options',
	'Constant Contact',
	'dashicons-forms',
	static function () {
		?>
		<div class="wrap">
			<h1>Constant Contact Forms</h1>
			<div class="card">
				<h2 class="title">Connect your account</h2>
				<p>Sign in to Constant Contact and allow this site to add contacts to your lists. No API key is needed.</p>
				<p><a class="button button-primary" href="#">Connect with Constant Contact</a></p>
				<label><input type="checkbox"> Add a sign-up box to the comment form</label>
			</div>
		</div>
		<?php
	}
);
