// Lets Plotly write style attributes under a policy that forbids them in the text of a page: the same declarations go
// through the element's own style object, which the policy lets pass. To be imported before Plotly is loaded.
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === 'style' && this.style) this.style.cssText = value;
  else setAttribute.call(this, name, value);
};
