// The drawings of a case open where the case stands.
for (const region of document.querySelectorAll('[data-picture]')) {
  centre(region);
  region.closest('details')?.addEventListener('toggle', () => centre(region));
}

// A drawing that is folded away unfolds for the link that leads to it, also where a browser does not do so itself.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="#tekening"]');
  const folded = link && document.getElementById(link.getAttribute('href').slice(1))?.closest('details');
  if (folded) folded.open = true;
});

function centre(region) {
  const here = region.querySelector('.picture-node.is-huidig, .picture-node.is-incident');
  if (!here) return;
  const frame = region.getBoundingClientRect();
  const place = here.getBoundingClientRect();
  region.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2);
  region.scrollTop += place.top + place.height / 2 - (frame.top + frame.height / 2);
}
