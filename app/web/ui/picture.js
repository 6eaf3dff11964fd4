// The picture of a case opens where the case stands.
for (const region of document.querySelectorAll('[data-picture]')) {
  const here = region.querySelector('.picture-node.is-huidig, .picture-node.is-incident');
  if (here) {
    const frame = region.getBoundingClientRect();
    const place = here.getBoundingClientRect();
    region.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2);
    region.scrollTop += place.top + place.height / 2 - (frame.top + frame.height / 2);
  }
}
