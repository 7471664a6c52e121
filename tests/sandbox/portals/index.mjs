// Every place the sandbox serves. What stands here is in the list of hosts that the server prints when it is ready,
// which is what a browser is started with: a new place needs no line anywhere else.

import { constantContactV2 } from './constant-contact-v2.mjs';
import { constantContactV3 } from './constant-contact-v3.mjs';
import { dotdigital } from './dotdigital.mjs';
import { mailchimp } from './mailchimp.mjs';
import { oddPlaces } from './odd-places.mjs';
import { wordpressFront } from './wordpress-front.mjs';

/**
 * @param {import('../lib/world.mjs').World} world
 * @param {number | undefined} wordpress port of the WordPress behind the client's site
 * @returns {{hosts: string[], raw?: boolean, handle: (x: import('../lib/exchange.mjs').Exchange) => unknown}[]}
 */
export function openPortals(world, wordpress) {
  return [
    mailchimp(world), constantContactV2(world), constantContactV3(world), dotdigital(world), oddPlaces(world), wordpressFront(wordpress),
  ];
}
