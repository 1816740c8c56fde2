# Remakes the frozen reference numbers: Rscript tests/reference/make_reference.R [FOLDER]
# R 4 with the packages survey and MASS (Debian: r-base-core, r-cran-survey, r-cran-mass). Deterministic: no random numbers.
# Writes the columns used of the package's `api` data (apistrat, apiclus1, apiclus2) and reference.csv.

suppressMessages(library(survey))
options(digits = 17, survey.lonely.psu = "fail", warn = 1)
out <- commandArgs(trailingOnly = TRUE)
out <- if (length(out)) out[1] else "tests/reference"
data(api)

# Non-response by a rule that needs no random numbers: every 7th is silent on api00, every 5th on sch.wide.
silent <- function(d) {
  row <- seq_len(nrow(d))
  d$api00_part <- ifelse(row %% 7 == 3, NA, d$api00)
  d$wide_part <- d$sch.wide
  d$wide_part[row %% 5 == 1] <- NA
  # 0 where nobody answered: a calibrated subset keeps its rows, with weight 0, and NA times 0 is NA.
  for (name in c("sch.wide", "wide_part", "awards")) d[[paste0("said.", name)]] <- as.numeric(d[[name]] %in% "Yes")
  d
}
keep <- c("stype", "dnum", "snum", "api00", "api99", "enroll", "api.stu", "sch.wide", "comp.imp", "awards", "pw",
          "api00_part", "wide_part")
data <- list(apistrat = silent(apistrat), apiclus1 = silent(apiclus1), apiclus2 = silent(apiclus2))
for (name in names(data)) {
  columns <- c(keep, intersect(c("fpc", "fpc1", "fpc2"), names(data[[name]])))
  shown <- data[[name]][columns]
  for (column in columns) if (is.numeric(shown[[column]])) shown[[column]] <- sub("^NA$", "", sprintf("%.17g", shown[[column]]))
  for (column in columns) shown[[column]] <- ifelse(is.na(shown[[column]]), "", as.character(shown[[column]]))
  write.csv(shown, file.path(out, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

margins <- lapply(c("stype", "comp.imp"), function(variable) {
  counts <- table(apipop[[variable]])
  data.frame(question = variable, choice = names(counts), population = as.vector(counts))
})
joint <- as.data.frame(table(stype = apipop$stype, comp.imp = apipop$comp.imp), responseName = "population")
write.csv(do.call(rbind, margins), file.path(out, "margins.csv"), row.names = FALSE, quote = FALSE)
write.csv(joint, file.path(out, "joint.csv"), row.names = FALSE, quote = FALSE)

tight <- list(epsilon = 1e-15, maxit = 5000)
N <- nrow(apipop)
# calibrate() carries the base weights into the residual (Deville & Särndal), also where they are unequal; rake() does
# not (its residuals are from unweighted means), so it is used where base weights are equal, and must then agree.
raking <- function(d) calibrate(d, ~ stype + comp.imp, population = c(
  "(Intercept)" = N, stypeH = sum(apipop$stype == "H"), stypeM = sum(apipop$stype == "M"),
  "comp.impYes" = sum(apipop$comp.imp == "Yes")), calfun = "raking", epsilon = 1e-13, maxit = 500)
frame <- function(variable) {
  counts <- as.data.frame(table(apipop[[variable]]), responseName = "Freq")
  setNames(counts, c(variable, "Freq"))
}
fitting <- function(d) rake(d, list(~stype, ~comp.imp), list(frame("stype"), frame("comp.imp")), control = tight)
cells <- function(d) postStratify(d, ~ stype + comp.imp, setNames(joint, c("stype", "comp.imp", "Freq")))

s <- data$apistrat; c1 <- data$apiclus1; c2 <- data$apiclus2
s$one <- 1
designs <- list(
  equal = svydesign(~1, data = s, weights = ~one),
  unequal = svydesign(~1, data = s, weights = ~pw),
  strata = svydesign(~1, strata = ~stype, data = s, weights = ~pw),
  strata_fpc = svydesign(~1, strata = ~stype, data = s, weights = ~pw, fpc = ~fpc),
  cluster = svydesign(~dnum, data = c1, weights = ~pw),
  cluster_fpc = svydesign(~dnum, data = c1, weights = ~pw, fpc = ~fpc),
  stage1 = svydesign(~dnum, data = c2, weights = ~pw),
  stage2 = svydesign(~dnum + snum, data = c2, weights = ~pw, fpc = ~ fpc1 + fpc2)
)
raked <- list(
  raked_equal = fitting(designs$equal),
  raked_equal_calibrate = raking(designs$equal),
  raked_unequal = raking(designs$unequal),
  raked_strata = raking(designs$strata),
  raked_strata_fpc = raking(designs$strata_fpc),
  raked_cluster = raking(designs$cluster),
  raked_cluster_rake = fitting(designs$cluster),
  raked_cluster_fpc = raking(designs$cluster_fpc),
  raked_stage1_unequal = raking(designs$stage1),
  post_equal = cells(designs$equal),
  post_unequal = cells(designs$unequal),
  post_cluster = cells(designs$cluster)
)
designs <- c(designs, raked)

rows <- list()
put <- function(design, figure, value) rows[[length(rows) + 1]] <<- c(design, figure, sprintf("%.17g", value))
both <- function(design, figure, fitted) {
  put(design, figure, coef(fitted)[1]); put(design, paste0(figure, ".se"), SE(fitted)[1])
}
grouped <- function(design, figure, made) {
  groups <- as.character(made[[1]])
  for (i in seq_along(groups)) {
    put(design, paste0(figure, ":", groups[i]), coef(made)[i])
    put(design, paste0(figure, ".se:", groups[i]), SE(made)[i])
  }
}

for (name in names(designs)) {
  d <- designs[[name]]
  for (variable in c("api00", "api00_part")) {
    both(name, paste0("mean.", variable), svymean(as.formula(paste0("~", variable)), d, na.rm = TRUE))
    grouped(name, paste0("mean.", variable), svyby(as.formula(paste0("~", variable)), ~stype, d, svymean, na.rm = TRUE))
  }
  both(name, "total.api.stu", svytotal(~api.stu, d))
  grouped(name, "total.api.stu", svyby(~api.stu, ~stype, d, svytotal))
  wide <- svytotal(~sch.wide, d)
  put(name, "count.sch.wide", coef(wide)["sch.wideYes"]); put(name, "count.sch.wide.se", SE(wide)["sch.wideYes"])
  answered <- subset(d, !is.na(wide_part))
  for (variable in c("sch.wide", "wide_part", "awards")) {
    part <- if (variable == "wide_part") answered else d
    question <- as.formula(paste0("~said.", variable))
    for (method in c("mean", "xlogit", "beta", "logit")) {
      made <- svyciprop(question, part, method = method)
      if (method == "mean") { put(name, paste0("share.", variable), made[1]); put(name, paste0("share.", variable, ".se"), sqrt(attr(made, "var")[1])) }
      limits <- attr(made, "ci")
      put(name, paste0("ci.", method, ".", variable, ".low"), limits[1])
      put(name, paste0("ci.", method, ".", variable, ".high"), limits[2])
    }
    by <- svyby(question, ~stype, part, svymean)
    grouped(name, paste0("share.", variable), by)
  }
  both(name, "ratio", svyratio(~api.stu, ~api99, d))
  parts <- svytotal(~ I(api00 * (stype == "E")) + I(api00 * (stype == "H")) + I(api00 * (stype == "M")) +
                      I(1 * (stype == "E")) + I(1 * (stype == "H")) + I(1 * (stype == "M")), d)
  names(parts) <- c("yE", "yH", "yM", "nE", "nH", "nM")
  both(name, "difference.H-E", svycontrast(parts, quote(yH / nH - yE / nE)))
  both(name, "difference.M-H", svycontrast(parts, quote(yM / nM - yH / nH)))
  test <- svyttest(api00 ~ awards, d)
  put(name, "t.estimate", test$estimate); put(name, "t.t", test$statistic)
  put(name, "t.df", test$parameter); put(name, "t.p", test$p.value)
  for (pair in list(c("sch.wide", "stype"), c("awards", "sch.wide"))) {
    test <- svychisq(as.formula(paste0("~", pair[1], "+", pair[2])), d)
    label <- paste0("chisq.", pair[1], ".", pair[2])
    put(name, paste0(label, ".F"), test$statistic); put(name, paste0(label, ".ndf"), test$parameter[1])
    put(name, paste0(label, ".ddf"), test$parameter[2]); put(name, paste0(label, ".p"), test$p.value)
  }
}

made <- as.data.frame(do.call(rbind, rows))
names(made) <- c("design", "figure", "value")
write.csv(made, file.path(out, "reference.csv"), row.names = FALSE, quote = FALSE)
cat(nrow(made), "values\n")
