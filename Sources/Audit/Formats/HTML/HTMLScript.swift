/// What narrows the findings down. It is the only script the page lets run, known by its digest.
enum HTMLScript {
    /// SHA-256 of `text`, as a Content-Security-Policy writes it. Another text needs another one; a test has it.
    static let digest = "sha256-8POLaMGVWjQKYjzjL3ICaFKjFnfBbwqN53RPuIJzQBE="

    static let text = #"""

        "use strict";
        (() => {
          const form = document.getElementById("filter");
          addEventListener("beforeprint", () => {
            for (const part of document.querySelectorAll("details:not(.data)")) part.open = true;
          });
          if (!form) return;
          const find = document.getElementById("find");
          const news = document.getElementById("news");
          const shown = document.getElementById("shown");
          const checks = [...document.querySelectorAll("details.check")].map((part) => ({
            part,
            words: part.querySelector("summary").textContent.toLowerCase(),
            items: [...part.querySelectorAll("li")].map((item) => ({ item, words: item.textContent.toLowerCase() })),
          }));
          const narrow = () => {
            const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
            const levels = new Set([...form.querySelectorAll("[name=level]:checked")].map((box) => box.value));
            let all = 0;
            let left = 0;
            for (const { part, words, items } of checks) {
              let here = 0;
              for (const { item, words: own } of items) {
                const fits = levels.has(item.dataset.level) && (!news || !news.checked || item.dataset.news === "new")
                  && wanted.every((word) => own.includes(word) || words.includes(word));
                item.hidden = !fits;
                all += 1;
                if (fits) here += 1;
              }
              part.hidden = here === 0;
              left += here;
            }
            shown.textContent = left === all ? `${all} shown` : `${left} of ${all} shown`;
          };
          form.addEventListener("submit", (event) => event.preventDefault());
          form.addEventListener("input", narrow);
          form.hidden = false;
          narrow();
        })();

        """#
}
