// Package linear trains and applies linear classifiers: for each class one hyperplane that parts its examples from all
// others.
//
// It solves the L2-regularised support vector machine with squared hinge loss by dual coordinate descent (Hsieh et al.,
// "A dual coordinate descent method for large-scale linear SVM", ICML 2008). The same examples in the same order always
// give the same classifier. Beside it stand a logistic regression for a handful of signals, a ridge regression with a
// kernel, and latent semantic analysis, which finds out what goes together. It knows nothing about texts: a caller turns
// them into vectors.
package linear
