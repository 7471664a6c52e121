<?php
// The credentials are asked for in a frame of another origin: nothing in this document to fill.

keyfob_fixture_page(
	'dotdigital-for-woocommerce',
	'Dotdigital for Shops',
	'dashicons-store',
	static function () {
		echo '<div class="wrap"><h1>Connect</h1>';
		echo '<iframe id="dotdigital-for-woocommerce-settings" title="Dotdigital" src="https://connect.otherapp.example/credentials" style="width:100%;height:520px;border:1px solid #dcdcde;background:#fff"></iframe></div>';
	}
);
