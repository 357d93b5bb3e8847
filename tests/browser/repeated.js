// Subtrees in which every element looks like one before: the same tag, class and style within the
// same ancestors, as the entries of a list do. Neither drawings nor what may overlap others.
() => {
  const STYLE = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize', 'fontWeight', 'textShadow', 'filter', 'mixBlendMode', 'display', 'visibility']
  const seen = new Set()
  const repeated = []
  const isRepeated = (element, ancestors) => {
    if (element instanceof SVGElement) return false
    const style = getComputedStyle(element)
    if (style.display === 'none') return false
    let look = `${ancestors}>${element.tagName}.${element.className}|${STYLE.map(name => style[name]).join('|')}`
    const isPlaced = ['absolute', 'fixed', 'sticky'].includes(style.position) || style.transform !== 'none'
    if (isPlaced) look += `#${seen.size}`
    const isNew = !seen.has(look)
    seen.add(look)
    const alike = [...element.children].filter(child => isRepeated(child, look))
    if (!isPlaced && !isNew && alike.length === element.children.length) return true
    // siblings of a placed element may lie below it
    const overlaps = [...element.children].some(child => ['absolute', 'fixed', 'sticky'].includes(getComputedStyle(child).position))
    if (!overlaps) repeated.push(...alike)
    return false
  }
  isRepeated(document.body, '')
  return repeated
}
