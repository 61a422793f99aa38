// Sorting, folding and the page's language for screen readers. Without this script the page shows everything, unfolded.
"use strict";
(function () {
  function each(list, act) { Array.prototype.forEach.call(list, act); }

  each(document.querySelectorAll("table.sortable"), function (table) {
    each(table.tBodies, function (body) {
      var button = body.querySelector(".fold");
      if (!button) return;
      function fold(closed) {
        body.classList.toggle("folded", closed);
        button.setAttribute("aria-expanded", String(!closed));
      }
      button.hidden = false;
      button.setAttribute("aria-label", "展开或收起村卫生室 / show or hide village clinics");
      button.addEventListener("click", function () { fold(!body.classList.contains("folded")); });
      fold(true);
    });

    var heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
    each(heads, function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var falling = head.getAttribute("aria-sort") !== "descending" && head.className === "n" ||
          head.getAttribute("aria-sort") === "ascending";
        each(heads, function (other) { other.setAttribute("aria-sort", "none"); });
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        sort(table, column, falling ? -1 : 1);
      });
    });
  });

  // The first row of a group (a hospital, a township centre) decides; what is not known stays last either way.
  function sort(table, column, sign) {
    var bodies = Array.prototype.slice.call(table.tBodies);
    var keys = bodies.map(function (body) {
      var cell = body.rows[0].cells[column];
      return cell.hasAttribute("data-key") ? Number(cell.getAttribute("data-key")) :
        cell.className === "n" || cell.textContent.trim() === "" ? null : cell.textContent;
    });
    var order = bodies.map(function (_, i) { return i; });
    order.sort(function (a, b) {
      var x = keys[a], y = keys[b];
      if (x === null || y === null) return (x === null) - (y === null) || a - b;
      var found = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh-CN");
      return sign * found || a - b;
    });
    order.forEach(function (i) { table.appendChild(bodies[i]); });
  }

  // Paper unfolds what is marked for it, and folds it again afterwards.
  window.addEventListener("beforeprint", function () {
    each(document.querySelectorAll("details.paper:not([open])"), function (details) {
      details.open = true;
      details.classList.add("unfolded");
    });
  });
  window.addEventListener("afterprint", function () {
    each(document.querySelectorAll("details.unfolded"), function (details) {
      details.open = false;
      details.classList.remove("unfolded");
    });
  });

  function language() {
    document.documentElement.lang = document.getElementById("lang-en").checked ? "en" : "zh-CN";
  }
  each(document.querySelectorAll(".switch"), function (input) { input.addEventListener("change", language); });
  language();
})();
